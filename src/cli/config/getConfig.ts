import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { readConfigValues } from "../../engine/stackCommands.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { openEngine, type OpenStack, openStack, type OpenStackOptions } from "../stacks/openStack.ts";
import { outputLines } from "../views/text.ts";
import { findKey, type ShownConfig, shownConfig, wholeKey } from "./configValue.ts";

/** Options of `ncf config get`. */
export interface GetConfigOptions extends OpenStackOptions {
  readonly file: string;
  readonly showSecrets?: true;
}

/**
 * Runs `ncf config get [KEY]`: prints one value of the settings file as it is, or all of them. Starts the engine only to decrypt.
 */
export async function getConfig(
  context: CommandContext,
  key: string | undefined,
  options: GetConfigOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const opened = openStack(terminal, options.file, options);
    const all = shownOf(opened);
    const name = key === undefined ? undefined : requireKey(opened, key);
    const needed = name === undefined ? Object.values(all) : [all[name] as ShownConfig];
    const decrypts = options.showSecrets === true && needed.some(({ secret }) => secret);
    const shown = decrypts ? { ...all, ...(await decrypted(signal)) } : all;
    if (name === undefined) {
      const values = Object.entries(shown).map(([one, { value = "[secret]" }]) => [one, value]);
      const lines = options.json === true ? [JSON.stringify(shown)] : outputLines(Object.fromEntries(values));
      for (const line of lines) terminal.write(`${line}\n`);
      return;
    }
    const found = shown[name] as ShownConfig;
    if (options.json === true) terminal.write(`${JSON.stringify(found)}\n`);
    else if (found.value === undefined) {
      throw new NcfError("NCF_USAGE", {
        reason: `${name} is encrypted in ${opened.settingsFile.shownPath}`,
        hint: "pass --show-secrets to print it in plain text",
      });
    } else terminal.write(`${found.value}\n`);

    async function decrypted(aborted: AbortSignal): Promise<Readonly<Record<string, ShownConfig>>> {
      const { workspace } = await openEngine(terminal, opened, options, { signal: aborted });
      return readConfigValues(workspace);
    }
  });
}

function shownOf({ settingsFile, file }: OpenStack): Readonly<Record<string, ShownConfig>> {
  return Object.fromEntries(
    Object.entries(settingsFile.settings.config).map(([key, value]) => [
      wholeKey(key, file.name),
      shownConfig(value),
    ]),
  );
}

/**
 * Requires that the settings have a value.
 * @returns its key in full
 * @throws NcfError NCF_USAGE with the nearest key
 */
export function requireKey({ settingsFile, file }: OpenStack, key: string): string {
  const found = findKey(settingsFile.settings, key, file.name);
  if (found !== undefined) return wholeKey(found, file.name);
  const whole = wholeKey(key, file.name);
  const keys = Object.keys(settingsFile.settings.config).map((one) => wholeKey(one, file.name));
  const near = nearest(whole, keys);
  const known = keys.length === 0 ? "it has no config yet" : `its keys are ${keys.join(", ")}`;
  throw new NcfError("NCF_USAGE", {
    reason: `${whole} is not set in ${settingsFile.shownPath}`,
    hint: near === undefined ? `set it with ncf config set; ${known}` : `did you mean ${near}?`,
  });
}
