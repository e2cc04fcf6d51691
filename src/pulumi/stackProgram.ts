import { fileURLToPath } from "node:url";
import { getOrganization, getProject, getStack, secret } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { type Diagnostic, formatDiagnostic, type Range } from "../diagnostics/diagnostic.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { readInputs } from "../invocation/readInputs.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { checkStackFile } from "../stack/run/checkStackFile.ts";
import { configValue } from "../stack/check/configValue.ts";
import { runStack } from "../stack/run/runStack.ts";
import type { StackHost } from "../stack/run/stackHost.ts";
import { outputAlgebra } from "./stack/outputAlgebra.ts";
import { projectConfig } from "./stack/projectConfig.ts";
import { resourceClasses } from "./stack/resourceClasses.ts";
import { resourceMaker } from "./stack/resourceMaker.ts";
import { runError } from "./stack/runError.ts";

/** The stack file that a program runs. */
export interface StackProgramOptions {
  /** The text of the file. */
  readonly text: string;
  /** Its path, relative to the working directory or whole: for messages, and for the files that it names. */
  readonly path: string;
  /** A file's text; `undefined` when there is no such file. @default from the disk */
  readonly readText?: (path: string) => string | undefined;
  /** What `${pulumi.cwd}` stands for. @default the working directory */
  readonly cwd?: string;
  /** The folder that the engine starts its plugins in, that of the project's `main`. @default this file's own */
  readonly pluginFolder?: string;
}

const ownFolder = fileURLToPath(new URL(".", import.meta.url));

/**
 * Makes a stack file a program for the engine. Its config is that of the project that runs, `<project>:release`. Before anything is
 * declared the whole file is checked, its config included.
 * @throws RunError with all mistakes of the file, each with its place; or with what cannot be worked out once outputs are known
 */
export function stackProgram(options: StackProgramOptions): PulumiFn {
  const {
    text,
    path,
    readText = nodePorts().readText,
    cwd = process.cwd(),
    pluginFolder = ownFolder,
  } = options;
  return async () => {
    const config = projectConfig();
    const where = { stack: getStack(), organization: getOrganization(), cwd };
    const { file, diagnostics } = checkStackFile(text, path, {
      ...where,
      readText,
      checkInputs: (inputs) => readInputs(inputs).issues,
      config: Object.fromEntries([...config].map(([name, { value }]) => [name, value])),
      needsConfig: true,
    });
    if (file === undefined) throw asError(diagnostics);

    const locate = (error: unknown, { range }: { readonly range: Range }): unknown => {
      if (!NcfError.is(error)) return error;
      const { code, reason: message, hint } = error;
      return asError([{ code, message, hint, file: path, range }]);
    };
    const makeResource = resourceMaker({ path, pluginFolder, classes: await resourceClasses(file) });
    const host: StackHost = {
      algebra: outputAlgebra(locate),
      pulumi: { ...where, project: getProject() },
      readText,
      readConfig: (declaration) => {
        const entry = config.get(declaration.name);
        const read = configValue(declaration, entry?.value);
        // The check has seen to it that there is one.
        const value: unknown = read.kind === "value" ? read.value : undefined;
        return declaration.isSecret || entry?.isSecret === true ? secret(value) : value;
      },
      createResource: (step) => {
        try {
          return makeResource(step);
        } catch (error) {
          throw locate(error, { range: step.declaration.nameRange });
        }
      },
      openEach: (_collection, source) => {
        throw locate(
          new NcfError("NCF_STACK_EACH_INVALID", {
            reason: "each takes a secret, whose keys would be seen in the names of the resources",
            hint: "use a list or map that is not secret, and secrets in its values only",
          }),
          source,
        );
      },
    };
    return { ...runStack(file, host) };
  };

  function asError(diagnostics: readonly Diagnostic[]): Error {
    return runError(diagnostics.map((one) => formatDiagnostic(one, text)).join("\n\n"));
  }
}
