import { writeFileSync } from "node:fs";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { withConfigValue } from "../../engine/readStackSettings.ts";
import { setSecretConfig } from "../../engine/stackCommands.ts";
import { configKeys, secretConfigKeys } from "../../model/providerConfig.ts";
import { Cancelled } from "../Cancelled.ts";
import type { CommandContext } from "../CommandContext.ts";
import { writeDone } from "../json/jsonEvent.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { requirePassphrase } from "../stack/backend.ts";
import { settingsPath } from "../stack/settingsFile.ts";
import { openEngine, type OpenStack, openStack, type OpenStackOptions } from "../stacks/openStack.ts";
import type { Terminal } from "../terminal.ts";
import { findKey, wholeKey } from "./configValue.ts";

/** Options of `ncf config set`. */
export interface SetConfigOptions extends OpenStackOptions {
  readonly file: string;
  readonly secret?: true;
}

/** Most characters of a value. */
const longestValue = 1024 * 1024;

/**
 * Runs `ncf config set KEY [VALUE]`: writes a value to the settings file of the stack. What is secret, by `--secret` or by its declaration, is encrypted by the
 * engine, and its value is read from standard input or typed without an echo, never taken from the arguments.
 */
export async function setConfig(
  context: CommandContext,
  key: string,
  given: string | undefined,
  options: SetConfigOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const opened = openStack(terminal, options.file, options);
    const { file, settingsFile } = opened;
    const whole = wholeKey(key, file.name);
    refuseUnknownKey(whole, opened);
    const isSecret = options.secret === true || isDeclaredSecret(whole, opened);
    if (isSecret && given !== undefined) {
      throw new NcfError("NCF_USAGE", {
        reason: `${whole} is secret, and every user of this machine can read the arguments of a command`,
        hint: `pipe the value to ncf config set ${key} --secret, or type it there`,
      });
    }
    const value = given ?? (await readValue(terminal, whole, isSecret, signal));
    const text = isSecret
      ? await encrypted(value)
      : withConfigValue(settingsFile.text, findKey(settingsFile.settings, key, file.name) ?? whole, value);
    writeFileSync(settingsFile.path, text);
    if (options.json === true) writeDone(terminal.write, terminal.ports.clock.now());
    else terminal.write(`Set ${whole}${isSecret ? ", encrypted," : ""} in ${settingsFile.shownPath}.\n`);

    /** Lets the engine encrypt a value in a copy of the settings, and returns their text. */
    async function encrypted(secret: string): Promise<string> {
      const folder = terminal.temporaryFolder();
      const { workspace, backend } = await openEngine(terminal, opened, options, {
        canMake: true,
        folder,
        signal,
      });
      requirePassphrase(backend.url, settingsFile.settings.secretsProvider, opened.env);
      await setSecretConfig(workspace, whole, secret);
      return terminal.ports.readText(settingsPath(folder, opened.stackName)) ?? "";
    }
  });
}

async function readValue(
  terminal: Terminal,
  key: string,
  isSecret: boolean,
  signal: AbortSignal,
): Promise<string> {
  if (!terminal.isInputTerminal) {
    const text = await terminal.readInput(longestValue);
    if (text.length <= longestValue) return text.replace(/\r?\n$/, "");
    throw new NcfError("NCF_USAGE", {
      reason: `the value of ${key} has more than ${longestValue} characters`,
      hint: "store it elsewhere, and its address in the config",
    });
  }
  const ask = isSecret ? terminal.promptSecret : terminal.prompt;
  const typed = await ask(`Value of ${key}: `, signal);
  if (typed !== undefined) return typed;
  terminal.writeError("\n");
  throw new Cancelled("the user typed no value");
}

function isDeclaredSecret(key: string, { file }: OpenStack): boolean {
  const [space, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  if (space === "ncf") return (secretConfigKeys as readonly string[]).includes(name);
  return space === file.name && file.config.some((one) => one.name === name && one.isSecret);
}

/** Refuses a key of the stack file or of this package that is not declared. Keys of other providers are theirs. */
function refuseUnknownKey(key: string, { file }: OpenStack): void {
  const [space, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  if (space !== "ncf" && space !== file.name) return;
  const names: readonly string[] = space === "ncf" ? configKeys : file.config.map((one) => one.name);
  if (names.includes(name)) return;
  const near = nearest(name, names);
  const known = names.length === 0 ? "the stack file declares no config" : `the keys are ${names.join(", ")}`;
  throw new NcfError("NCF_USAGE", {
    reason: `${name} is not a config key of ${space === "ncf" ? "ncf" : "the stack file"}`,
    hint: near === undefined ? known : `did you mean ${near}?`,
  });
}
