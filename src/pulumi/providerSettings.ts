import { nearest } from "../diagnostics/suggestions.ts";
import type { Issue } from "../model/issue.ts";
import { isJsonObject } from "../model/json.ts";
import { type ConfigKey, configKeys, secretConfigKeys } from "../model/providerConfig.ts";
import { SecretValue, UnknownValue, type ValueObject } from "../model/value.ts";
import type { Ports } from "../ports/ports.ts";
import { readSettings, type Settings } from "../resource/settings.ts";
import { toPlain } from "./plainValue.ts";

/** Values of the stack config under `ncf:` by name, as strings: objects as JSON, secrets in clear. */
export type ConfigValues = Readonly<Partial<Record<ConfigKey, string>>>;

/** Configuration of a provider. */
export interface ProviderSettings {
  readonly settings: Settings;
  /** Tokens of requested re-runs by resource name. */
  readonly reruns: Readonly<Record<string, string>>;
}

/** Properties of a provider that belong to the engine and are not config. */
const engineProperties: ReadonlySet<string> = new Set(["version", "pluginDownloadURL", "parameterization"]);

/**
 * Reads the config in the inputs of a provider. The engine passes strings, a program also numbers
 * and objects. Skips unknown values.
 */
export function readConfig(inputs: ValueObject): ConfigValues {
  const known = Object.entries(inputs).filter(([, value]) => !isUnknown(value));
  const { json } = toPlain(Object.fromEntries(known));
  const texts = Object.entries(json)
    .filter(([name, value]) => (configKeys as readonly string[]).includes(name) && value !== null)
    .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]);
  return Object.fromEntries(texts) as ConfigValues;
}

/** Returns what a provider with this config is configured with. What is wrong with it is among the issues of the settings. */
export function readProviderSettings(config: ConfigValues, env: Ports["env"]): ProviderSettings {
  const settings = readSettings((key) => config[key.slice("ncf:".length) as ConfigKey], env);
  const reruns = readReruns(config.rerun);
  if (reruns !== undefined) return { settings, reruns };
  const issue: Issue = {
    code: "NCF_INPUT_INVALID",
    pointer: "",
    reason: "stack config ncf:rerun must be an object of names and tokens",
    hint: 'set it to JSON such as {"migrate":"2026-11-25"}, or remove it: pulumi config rm ncf:rerun',
  };
  return { settings: { ...settings, issues: [...settings.issues, issue] }, reruns: {} };
}

function readReruns(text: string | undefined): Readonly<Record<string, string>> | undefined {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    const isValid = isJsonObject(value) && Object.values(value).every((token) => typeof token === "string");
    return isValid ? (value as Readonly<Record<string, string>>) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the issues of a provider's inputs. */
export function checkConfig(inputs: ValueObject, env: Ports["env"]): readonly Issue[] {
  const unknownNames = Object.keys(inputs).filter((name) => !isConfigName(name));
  const { settings } = readProviderSettings(readConfig(inputs), env);
  return [...unknownNames.map(unknownNameIssue), ...settings.issues];
}

function isConfigName(name: string): boolean {
  return (
    (configKeys as readonly string[]).includes(name) || engineProperties.has(name) || name.startsWith("__")
  );
}

function unknownNameIssue(name: string): Issue {
  const near = nearest(name, configKeys);
  return {
    code: "NCF_INPUT_INVALID",
    pointer: "",
    reason: `stack config ncf:${name} is not supported`,
    hint: near === undefined ? `the keys are ${configKeys.join(", ")}` : `did you mean ncf:${near}?`,
  };
}

/** Marks the credentials in a provider's inputs as secret. Returns the same object when they already are. */
export function withSecretConfig(inputs: ValueObject): ValueObject {
  const clear = secretConfigKeys.filter(
    (name) => inputs[name] !== undefined && !(inputs[name] instanceof SecretValue),
  );
  if (clear.length === 0) return inputs;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      name,
      (clear as readonly string[]).includes(name) ? new SecretValue(value) : value,
    ]),
  );
}

function isUnknown(value: ValueObject[string]): boolean {
  if (value instanceof SecretValue) return isUnknown(value.value);
  return value instanceof UnknownValue;
}
