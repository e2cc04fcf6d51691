import { basename, dirname, join } from "node:path";
import type { Value } from "../model/value.ts";
import { projectConfig, stackHost } from "../pulumi/stack/stackHost.ts";
import type { CheckedStack } from "../stack/run/checkStackFile.ts";
import type { ProgramHost } from "../stack/run/host.ts";
import { runStack } from "../stack/run/runStack.ts";
import { secretTextsIn } from "../stack/run/values.ts";
import type { Program } from "./languageHost.ts";

/** Options of {@link stackFileProgram}. */
export interface StackFileProgramOptions {
  readonly checked: CheckedStack;
  /** Absolute path of the stack file. */
  readonly path: string;
  /** Value of `${pulumi.cwd}`. */
  readonly cwd: string;
  readonly readText: (path: string) => string | undefined;
  /**
   * Config values of the project from the command line, by name. They take precedence over the
   * settings file.
   */
  readonly config: Readonly<Record<string, Value>>;
  /** Takes the secrets of the run as they become known: of the config, and of each resource before it is registered. */
  readonly onSecrets: (secrets: readonly string[]) => void;
}

/** Returns a program for the engine that runs a stack file. It throws the same errors as `runStack`. */
export function stackFileProgram(options: StackFileProgramOptions): Program {
  const { checked, path, cwd, readText, onSecrets } = options;
  return async (run) => {
    const { monitor, rootUrn, rootFolder, project, stack, organization } = run;
    const kept = projectConfig(project, run.config, (key) => run.secretKeys.has(key));
    onSecrets([...run.secretKeys].flatMap((key) => run.config.get(key) ?? []));
    const host = stackHost({
      monitor,
      rootUrn,
      isPreview: run.isDryRun,
      pulumi: { project, stack, organization, cwd },
      readText,
      config: { ...kept, ...options.config },
      path,
      // The engine displays places relative to its project, whose directory replaces that of the stack file.
      sourcePath: join(rootFolder, basename(path)),
      pluginFolder: dirname(path),
    });
    const registerResource: ProgramHost["registerResource"] = (resource) => {
      onSecrets(secretTextsIn(resource.properties));
      return host.registerResource(resource);
    };
    return (await runStack(checked, { ...host, registerResource })).outputs;
  };
}
