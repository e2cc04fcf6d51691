import { fileURLToPath } from "node:url";
import { getOrganization, getProject, getStack, runtime } from "@pulumi/pulumi";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { type Diagnostic, formatDiagnostic } from "../diagnostics/diagnostic.ts";
import { readInputs } from "../invocation/readInputs.ts";
import { SecretValue } from "../model/value.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { parseStackFile } from "../stack/parse/parseStackFile.ts";
import { checkStackFile } from "../stack/run/checkStackFile.ts";
import { runStack } from "../stack/run/runStack.ts";
import { StackError } from "../stack/run/stackError.ts";
import { projectConfig } from "./stack/projectConfig.ts";
import { resourceClasses } from "./stack/resourceClasses.ts";
import { resourceMaker } from "./stack/resourceMaker.ts";
import { runError } from "./stack/runError.ts";
import { sdkRegistrar, toInput } from "./stack/sdkHost.ts";

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
    const { checked, diagnostics } = checkStackFile(parseStackFile(text, path), {
      ...where,
      readText,
      checkInputs: (inputs) => readInputs(inputs).issues,
      config: Object.fromEntries([...config].map(([name, { value }]) => [name, value])),
      secretNames: [...config].flatMap(([name, { isSecret }]) => (isSecret ? [name] : [])),
      needsConfig: true,
    });
    if (checked === undefined) throw asError(diagnostics);
    const makeResource = resourceMaker({ path, pluginFolder, classes: await resourceClasses(checked) });
    try {
      const { outputs } = await runStack(checked, {
        isPreview: runtime.isDryRun(),
        pulumi: { ...where, project: getProject() },
        readText,
        config: Object.fromEntries(
          [...config].map(([name, { value, isSecret }]) => [name, isSecret ? new SecretValue(value) : value]),
        ),
        registerResource: sdkRegistrar(makeResource),
      });
      return toInput(outputs) as Readonly<Record<string, unknown>>;
    } catch (error) {
      throw error instanceof StackError ? asError(error.diagnostics) : error;
    }
  };

  function asError(diagnostics: readonly Diagnostic[]): Error {
    return runError(diagnostics.map((one) => formatDiagnostic(one, text)).join("\n\n"));
  }
}
