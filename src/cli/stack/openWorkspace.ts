import { findEngine } from "../../engine/install/findEngine.ts";
import { type StackSettings, withSalt } from "../../engine/readStackSettings.ts";
import { makeWorkspace, stackNameOf, type StackTarget, type Workspace } from "../../engine/workspace.ts";
import { pulumiHomeOf } from "../../journal/backend.ts";
import type { Terminal } from "../terminal.ts";
import type { Backend } from "./backend.ts";

/** Stack that a workspace is made for. */
export interface WorkspaceOptions extends Pick<
  StackTarget,
  "project" | "stack" | "programFolder" | "canMake" | "env"
> {
  readonly backend: Backend;
  readonly settings: StackSettings;
  /** Text of the settings file; `undefined` where there is none. */
  readonly settingsText: string | undefined;
  /** Empty directory of the workspace. @default one that goes away with this process */
  readonly folder?: string;
  readonly signal: AbortSignal;
}

/**
 * Finds the engine, or installs it, and makes the workspace of a stack.
 * @throws NcfError NCF_ENGINE_MISSING
 */
export async function openWorkspace(
  terminal: Pick<Terminal, "ports" | "temporaryFolder">,
  { backend, settings, settingsText, folder, env, signal, ...target }: WorkspaceOptions,
): Promise<Workspace> {
  const { project } = target;
  const stackName = stackNameOf(target.stack);
  const { encryptionSalt, secretsProvider } = settings;
  const salt =
    encryptionSalt === undefined && secretsProvider === undefined
      ? backend.saltOf(project, stackName)
      : undefined;
  return makeWorkspace(folder ?? terminal.temporaryFolder(), {
    ...target,
    engine: await findEngine({ ports: { ...terminal.ports, env }, signal }),
    backendUrl: backend.url,
    pulumiHome: pulumiHomeOf({ env, homeDir: terminal.ports.homeDir }),
    settingsText: salt === undefined ? settingsText : withSalt(settingsText, salt),
    secretsProvider,
    isNew: backend.isNew(project, stackName),
    env,
  });
}
