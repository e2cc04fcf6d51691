import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Workspace } from "../../engine/workspace.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { readSettings } from "../../resource/settings.ts";
import { findCredentials } from "../../signing/credentials.ts";
import type { CheckedStack } from "../../stack/run/checkStackFile.ts";
import type { Terminal } from "../terminal.ts";
import type { Account, StackDestinations } from "../views/destinationLines.ts";
import type { ResolvedConfig } from "./config.ts";
import { accountOf, stackDestinations } from "./destinations.ts";
import { OperationFailed } from "./operate.ts";

/**
 * Returns where the calls of a stack go.
 * @throws NcfError NCF_CREDENTIALS_MISSING, NCF_CREDENTIALS_INVALID where the run calls
 */
export function requireDestinations(
  { plan }: CheckedStack,
  { settings, encryptedSettings }: ResolvedConfig,
  { ports, runsProgram }: { readonly ports: Terminal["ports"]; readonly runsProgram: boolean },
): StackDestinations {
  if (!plan.steps.some(({ type }) => isOwnResourceType(type))) return { places: [] };
  const { address, stackConfig, profile } = readSettings((key) => settings[key], ports.env);
  const places = stackDestinations(plan, address, encryptedSettings);
  const hidden = ["accessKey", "secretKey", "profile"].filter((name) => encryptedSettings.includes(name));
  const account = (): Account =>
    hidden.length > 0
      ? { accessKey: "(encrypted)", source: "stack config" }
      : accountOf(findCredentials({ ...ports, stackConfig, profile }));
  if (runsProgram) return { places, account: account() };
  try {
    return { places, account: account() };
  } catch {
    // What needs no call needs no account.
    return { places };
  }
}

/** Returns what two requirements give. @throws OperationFailed with both errors, where neither is met */
export function requireBoth<A, B>(first: () => A, second: () => B): readonly [A, B] {
  const [one, other] = [attempt(first), attempt(second)];
  if (one.error !== undefined && other.error !== undefined) {
    throw new OperationFailed([{ error: one.error }, { error: other.error }], {
      ran: [],
      destroyCommand: "",
      isShown: false,
    });
  }
  if (one.error !== undefined) throw one.error;
  if (other.error !== undefined) throw other.error;
  return [one.value, other.value];
}

type Attempt<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly value?: undefined; readonly error: NcfError };

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return { error };
  }
}

/** Requires the plugins of the resources of a stack. @throws NcfError NCF_PLUGIN_MISSING */
export async function requirePlugins(
  { plan }: CheckedStack,
  workspace: Workspace,
  { terminal, signal }: { readonly terminal: Terminal; readonly signal: AbortSignal },
): Promise<void> {
  if (plan.steps.every(({ type }) => isOwnResourceType(type))) return;
  const [{ requirePlugin }, { commandVersion }] = await Promise.all([
    import("../../engine/plugins.ts"),
    import("../../pulumi/stack/resourceRequest.ts"),
  ]);
  const version = commandVersion();
  await requirePlugin(
    workspace,
    { name: "command", version },
    {
      signal,
      onInstall: () =>
        terminal.writeError(`installing the plugin command ${version}
`),
    },
  );
}
