import { NcfError } from "../diagnostics/ncfError.ts";
import type { JsonObject } from "../model/json.ts";
import type { ValueObject } from "../model/value.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { engineError } from "./engineErrors.ts";
import type { Interrupts } from "./operation.ts";
import type { EngineEnd, StartOptions, Workspace } from "./workspace.ts";

/**
 * Exit code of the engine when the stack does not exist.
 * Source: pulumi/pulumi sdk/go/common/util/cmdutil/exit.go [code]
 */
const exitStackNotFound = 6;

/** Pause between interrupts of an engine that must stop immediately, milliseconds. */
const repeatInterruptMs = 500;

/** Options of {@link runInStack}. */
export interface RunOptions extends StartOptions {
  readonly interrupts?: Interrupts;
  /** Called when the engine has been started. */
  readonly onStart?: (() => void) | undefined;
}

/**
 * Runs a command of the engine in the workspace's stack. If the stack does not exist and may be
 * created, creates it and runs the command again.
 * @param onInterrupt - Called at the first interrupt, before the engine receives it.
 * @throws NcfError NCF_STACK_MISSING, or the error that prevented the creation of the stack
 */
export async function runInStack(
  workspace: Workspace,
  args: readonly string[],
  options: RunOptions = {},
  onInterrupt: () => void = () => {},
): Promise<EngineEnd> {
  const { stack, isNew = false, canMake = false } = workspace.target;
  if (isNew && canMake) await makeStack(workspace);
  const end = await run();
  if (!isStackMissing(end)) return end;
  if (!canMake) {
    const { project, backendUrl } = workspace.target;
    throw new NcfError("NCF_STACK_MISSING", {
      reason: `the stack ${stack} of ${project} does not exist in ${backendUrl}`,
    });
  }
  await makeStack(workspace);
  return run();

  async function run(): Promise<EngineEnd> {
    const { interrupts, onStart, ...start } = options;
    interrupts?.signal.throwIfAborted();
    const engine = workspace.start([...args, "--stack", stack], start);
    onStart?.();
    const controller = new AbortController();
    const { signal } = controller;
    interrupts?.signal.addEventListener(
      "abort",
      () => {
        onInterrupt();
        engine.interrupt();
      },
      { signal },
    );
    let repeats: NodeJS.Timeout | undefined;
    interrupts?.stopNow.addEventListener(
      "abort",
      () => {
        engine.interrupt();
        // The engine may receive two quick signals as one, and would then wait for the calls in flight.
        repeats = setInterval(engine.interrupt, repeatInterruptMs);
      },
      { signal },
    );
    try {
      return await engine.end;
    } finally {
      clearInterval(repeats);
      controller.abort();
    }
  }
}

/**
 * Returns the outputs of a stack's last run, with secret values only when `showsSecrets` is set.
 * Reads the state: the command for outputs shows a secret as a string that any output may equal.
 */
export async function readOutputs(workspace: Workspace, showsSecrets: boolean): Promise<ValueObject> {
  const end = await runInStack(workspace, ["stack", "export", ...(showsSecrets ? ["--show-secrets"] : [])]);
  if (end.code !== 0) throw engineError(end);
  const { deployment } = JSON.parse(end.stdout) as ExportedState;
  const stack = deployment.resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  return fromMarkedJson(stack?.outputs ?? {});
}

/** Source: pulumi/pulumi sdk/go/common/apitype/core.go [code] */
interface ExportedState {
  readonly deployment: {
    readonly resources?: readonly { readonly type: string; readonly outputs?: JsonObject }[] | null;
  };
}

/** Config value of a stack. @see readConfigValues */
export interface ConfigValue {
  /** Values that are not strings are JSON. */
  readonly value?: string;
  readonly secret: boolean;
}

/** Returns the config in a stack's settings by key, secret values in plain text. */
export async function readConfigValues(workspace: Workspace): Promise<Readonly<Record<string, ConfigValue>>> {
  const end = await runInStack(workspace, ["config", "--json", "--show-secrets"]);
  if (end.code !== 0) throw engineError(end);
  return JSON.parse(end.stdout) as Readonly<Record<string, ConfigValue>>;
}

/** Encrypts a config value in the settings of the workspace. The value is in no argument. */
export async function setSecretConfig(workspace: Workspace, key: string, value: string): Promise<void> {
  // The engine removes one line break at the end.
  const end = await runInStack(workspace, ["config", "set", "--secret", key], { input: `${value}\n` });
  if (end.code !== 0) throw engineError(end);
}

/** Removes the locks on a stack. Sends no signal to any process. */
export async function removeLocks(workspace: Workspace): Promise<void> {
  const end = await runInStack(workspace, ["cancel", "--yes"]);
  if (end.code !== 0) throw engineError(end);
}

async function makeStack(workspace: Workspace): Promise<void> {
  const { stack, secretsProvider } = workspace.target;
  const end = await workspace.start([
    "stack",
    "init",
    stack,
    "--no-select",
    ...(secretsProvider === undefined ? [] : ["--secrets-provider", secretsProvider]),
  ]).end;
  // Another run may have created it meanwhile.
  const isThere = end.stderr.includes("' already exists");
  if (end.code !== 0 && !isThere) throw engineError(end);
}

function isStackMissing({ code, stderr }: EngineEnd): boolean {
  return code === exitStackNotFound || (code !== 0 && /error: no stack named '[^']*' found/.test(stderr));
}
