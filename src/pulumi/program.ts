import { Config, getRootDirectory, getStack } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../diagnostics/ncfError.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { runError } from "./stack/runError.ts";
import { stackProgram } from "./stackProgram.ts";

/**
 * The program for a `Pulumi.yaml`, this repository's own or a user's: runs `stacks/<stack>.yaml`, or the stack file that the config
 * `ncf:stackFile` names. Paths are relative to the folder of `Pulumi.yaml`.
 */
const program: PulumiFn = async () => {
  // The engine starts program and plugins in the folder of `main`; a stack file's program belongs beside Pulumi.yaml.
  const pluginFolder = process.cwd();
  process.chdir(getRootDirectory());
  const named = new Config("ncf").get("stackFile");
  const path = named ?? `stacks/${getStack()}.yaml`;
  const text = nodePorts().readText(path);
  if (text === undefined) {
    const { message } = new NcfError("NCF_FILE_MISSING", {
      reason: `there is no stack file ${path}`,
      hint:
        named === undefined
          ? "write it, or name another one with `pulumi config set ncf:stackFile PATH`"
          : "correct it with `pulumi config set ncf:stackFile PATH`; the path is relative to Pulumi.yaml",
    });
    throw runError(message);
  }
  return stackProgram({ text, path, pluginFolder })();
};

// Only as a default export can a program choose the names of its outputs.
// oxlint-disable-next-line import/no-default-export
export { program as default };
