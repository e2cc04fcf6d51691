import { parseEnv } from "node:util";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { readTextOf } from "../stack/loadStackFile.ts";
import type { Terminal } from "../terminal.ts";

/** Variables that act before a file can be read, or on other programs. */
const refused = /^(?:PATH|NODE_(?:OPTIONS|PATH)|LD_[A-Z_]+|DYLD_[A-Z_]+)$/i;

/**
 * Returns the variables of a command: those of the environment, and those of the file of `--vars` that it does not set.
 * @throws NcfError NCF_FILE_MISSING; NCF_USAGE for a variable that cannot be set in a file
 */
export function readVars(
  file: string | undefined,
  terminal: Pick<Terminal, "cwd" | "ports">,
): Terminal["ports"]["env"] {
  if (file === undefined) return terminal.ports.env;
  const vars: Readonly<Record<string, string | undefined>> = parseEnv(readTextOf("--vars", file, terminal));
  const name = Object.keys(vars).find((one) => refused.test(one));
  if (name !== undefined) {
    throw new NcfError("NCF_USAGE", {
      reason: `--vars ${file}: ${name} is not supported in a file of variables`,
      hint: "set it in the environment of the command, or remove it from the file",
    });
  }
  return { ...vars, ...terminal.ports.env };
}
