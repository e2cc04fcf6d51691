import { basename, dirname, join } from "node:path";
import type { Value } from "../model/value.ts";
import { projectConfig, stackHost } from "../pulumi/stack/stackHost.ts";
import type { CheckedStack } from "../stack/run/checkStackFile.ts";
import type { ProgramHost } from "../stack/run/host.ts";
import { runStack } from "../stack/run/runStack.ts";
import { secretTextsIn } from "../stack/run/values.ts";
import type { Program } from "./languageHost.ts";

/** What a stack file is run with. */
export interface StackFileProgramOptions {
  readonly checked: CheckedStack;
  /** Absolute path of the stack file. */
  readonly path: string;
  /** Value of `${pulumi.cwd}`. */
  readonly cwd: string;
  readonly readText: (path: string) => string | undefined;
  /** Config of the project that the command line gives, by name; takes precedence over the settings file. */
  readonly config: Readonly<Record<string, Value>>;
  /** Takes the secrets of the run as they become known: of the config, and of each resource before it is registered. */
  readonly onSecrets: (secrets: readonly string[]) => void;
}

/** Makes a stack file a program for the engine. It throws what `runStack` throws. */
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
      // The engine names places relative to its project, whose directory stands for the stack file's own.
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
