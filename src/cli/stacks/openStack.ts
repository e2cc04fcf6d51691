import { dirname } from "node:path";
import { stackNameOf, type Workspace } from "../../engine/workspace.ts";
import type { StackFile } from "../../stack/parse/parseStackFile.ts";
import { readVars } from "../calls/variables.ts";
import { type Backend, findBackend } from "../stack/backend.ts";
import { checkLoaded, loadStackFile } from "../stack/loadStackFile.ts";
import { openWorkspace } from "../stack/openWorkspace.ts";
import { readSettingsOf, type SettingsFile } from "../stack/settingsFile.ts";
import { requireStack } from "../stack/stackOptions.ts";
import type { Terminal } from "../terminal.ts";

/** Options that select a stack whose file need not be free of mistakes. */
export interface OpenStackOptions {
  readonly stack?: string;
  readonly backend?: string;
  readonly configFile?: string;
  readonly vars?: string;
  readonly json?: true;
}

/** Stack file of which only the project and the config are needed, with the stacks of its project. */
export interface OpenProject {
  readonly file: StackFile;
  /** Directory of the stack file. */
  readonly directory: string;
  /** Variables of the run: of the environment and of `--vars`. */
  readonly env: Terminal["ports"]["env"];
}

/** One stack of a project. */
export interface OpenStack extends OpenProject {
  /** As it was named, with an organization where one was given. */
  readonly stack: string;
  /** Name of the stack, without an organization. */
  readonly stackName: string;
  readonly settingsFile: SettingsFile;
}

/**
 * Reads the stack file as far as its project is concerned.
 * @throws InvalidStackFile where it is no YAML, or has no name
 */
export function openProject(
  terminal: Terminal,
  named: string,
  { vars }: Pick<OpenStackOptions, "vars">,
): OpenProject {
  const loaded = loadStackFile(named, terminal);
  if (loaded.file.name === "") checkLoaded(loaded, terminal, {});
  return { file: loaded.file, directory: dirname(loaded.path), env: readVars(vars, terminal) };
}

/**
 * Reads the stack file and the settings of the stack that is selected.
 * @throws NcfError NCF_USAGE where no stack is selected, or the settings cannot be read
 */
export function openStack(terminal: Terminal, named: string, options: OpenStackOptions): OpenStack {
  const project = openProject(terminal, named, options);
  const stack = requireStack(options.stack, project.env);
  const stackName = stackNameOf(stack);
  const settingsFile = readSettingsOf(options.configFile, project.directory, stackName, terminal);
  return { ...project, stack, stackName, settingsFile };
}

/** Options of starting the engine in addition to the stack. */
export interface EngineStart {
  /** `true` to create a stack that does not exist. @default false */
  readonly canMake?: boolean;
  /** Empty directory of the workspace. @default one that goes away with this process */
  readonly folder?: string;
  readonly signal: AbortSignal;
}

/** Makes the workspace in which the engine works on a stack, or on all stacks of a project. */
export async function openEngine(
  terminal: Terminal,
  opened: OpenProject & Partial<OpenStack>,
  { backend: named }: Pick<OpenStackOptions, "backend">,
  { canMake = false, ...start }: EngineStart,
): Promise<{ readonly workspace: Workspace; readonly backend: Backend }> {
  const { file, directory, env, stack = "", settingsFile } = opened;
  const backend = findBackend(named, env, `${directory}/stack.yaml`);
  const workspace = await openWorkspace(terminal, {
    ...start,
    backend,
    project: file.name,
    stack,
    programFolder: directory,
    settings: settingsFile?.settings ?? { config: {} },
    settingsText: settingsFile?.text,
    canMake,
    env,
  });
  return { workspace, backend };
}
