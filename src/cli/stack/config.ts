import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import type { StackSettings } from "../../engine/readStackSettings.ts";
import type { Json } from "../../model/json.ts";
import { configKeys, secretConfigKeys } from "../../model/providerConfig.ts";
import type { StackFile } from "../../stack/parse/parseStackFile.ts";

/**
 * Reads options of the form `key=value`; the value may contain further `=`, and may be empty.
 * @throws NcfError NCF_USAGE, without the value
 */
export function readAssignments(option: string, given: readonly string[]): Readonly<Record<string, string>> {
  const entries = given.map((text) => {
    const at = text.indexOf("=");
    if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
    throw new NcfError("NCF_USAGE", {
      // A value without = may be a secret whose name was left out.
      reason: `${option} requires key=value, and the argument has ${at === 0 ? "no key" : "no ="}`,
      hint: `write ${option} release=2026-11`,
    });
  });
  return Object.fromEntries(entries);
}

/** Sources of secret values. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file that an option names. @throws NcfError NCF_FILE_MISSING */
  readonly readFile: (option: string, path: string) => string;
}

/**
 * Reads `--secret` and `--secret-file`. A `--secret` without `=` names a key whose value an environment variable has: the variable of that
 * name, else `DB_PASSWORD` for `dbPassword` and `NCF_SECRET_KEY` for `ncf:secretKey`. A line break at the end of a file is not part of the value.
 * @throws NcfError NCF_USAGE, without a value
 */
export function readSecrets(
  { secret, secretFile }: { readonly secret: readonly string[]; readonly secretFile: readonly string[] },
  { env, readFile }: SecretSources,
): Readonly<Record<string, string>> {
  const assigned = secret.map((text) => {
    if (text.includes("=")) return text;
    const value = env[text] ?? env[variableOf(text)];
    if (value !== undefined) return `${text}=${value}`;
    throw new NcfError("NCF_USAGE", {
      // What has no = may be a value whose key was left out.
      reason:
        "--secret without = must name a key whose value is in the environment, and no such variable is set",
      hint: "export the variable (DB_PASSWORD for --secret dbPassword), or use --secret-file dbPassword=PATH",
    });
  });
  const files = Object.entries(readAssignments("--secret-file", secretFile));
  return {
    ...readAssignments("--secret", assigned),
    ...Object.fromEntries(
      files.map(([key, path]) => [key, readFile("--secret-file", path).replace(/\r?\n$/, "")]),
    ),
  };
}

function variableOf(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/\W/g, "_")
    .toUpperCase();
}

/** Config of a run, for the checks, the program and the provider. */
export interface ResolvedConfig {
  /** Of the project, by name without its prefix. Encrypted values are left out: only the engine can read them. */
  readonly known: Readonly<Record<string, Json>>;
  /** Names of those that were given as secrets. */
  readonly secretNames: readonly string[];
  /** Of this package, by key, `ncf:region`. Encrypted values are left out. */
  readonly settings: Readonly<Record<string, string>>;
  /** Names of the keys of this package whose values only the engine can read, such as `endpoint`. */
  readonly encryptedSettings: readonly string[];
  /** Values of the command line, by key. They stay in this process. */
  readonly given: ReadonlyMap<string, GivenValue>;
  /** `true` when the settings file contains values that only the engine can read. */
  readonly hasEncrypted: boolean;
}

/** A config value of the command line. */
export interface GivenValue {
  readonly value: string;
  readonly isSecret: boolean;
}

/**
 * Combines the config of a run: the settings file, then `--config` and `--secret`. What is declared secret is secret with either option.
 * @throws NcfError NCF_USAGE for a key that neither the stack file nor this package declares
 */
export function resolveConfig(
  file: Pick<StackFile, "name" | "config">,
  settings: StackSettings,
  config: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): ResolvedConfig {
  const prefix = `${file.name}:`;
  // As Pulumi reads settings: a key without a namespace is the project's.
  const wholeKey = (key: string): string => (key.includes(":") ? key : prefix + key);
  const given = new Map<string, GivenValue>();
  const declaredSecret = new Set([
    ...file.config.filter(({ isSecret }) => isSecret).map(({ name }) => prefix + name),
    ...secretConfigKeys.map((key) => `ncf:${key}`),
  ]);
  for (const [options, isSecret] of [
    [config, false],
    [secrets, true],
  ] as const) {
    for (const [key, value] of Object.entries(options)) {
      const whole = wholeKey(key);
      refuseUnknown(whole, file);
      given.set(whole, { value, isSecret: isSecret || declaredSecret.has(whole) });
    }
  }
  const kept = Object.entries(settings.config).map(([key, value]) => [wholeKey(key), value] as const);
  const plain = new Map(kept.filter(([, value]) => !isEncrypted(value)) as [string, Json][]);
  for (const [key, { value }] of given) plain.set(key, value);
  const under = (space: string): [string, Json][] => [...plain].filter(([key]) => key.startsWith(space));
  return {
    known: Object.fromEntries(under(prefix).map(([key, value]) => [key.slice(prefix.length), value])),
    secretNames: [...given]
      .filter(([key, { isSecret }]) => isSecret && key.startsWith(prefix))
      .map(([key]) => key.slice(prefix.length)),
    settings: Object.fromEntries(
      under("ncf:").map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
    ),
    encryptedSettings: kept
      .filter(([key, value]) => key.startsWith("ncf:") && isEncrypted(value) && !given.has(key))
      .map(([key]) => key.slice("ncf:".length)),
    given,
    hasEncrypted: kept.some(([key, value]) => isEncrypted(value) && !given.has(key)),
  };
}

function refuseUnknown(key: string, file: Pick<StackFile, "name" | "config">): void {
  const [space, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  const isOwn = space === "ncf";
  if (!isOwn && space !== file.name) {
    throw new NcfError("NCF_USAGE", {
      reason: `${key} belongs to another provider, and config of the command line reaches the stack file and ncf only`,
      hint: `put it in the settings file: ncf config set ${key} VALUE`,
    });
  }
  const names: readonly string[] = isOwn ? configKeys : file.config.map((one) => one.name);
  if (names.includes(name)) return;
  const near = nearest(name, names);
  const known = names.length === 0 ? "the stack file declares no config" : `the keys are ${names.join(", ")}`;
  throw new NcfError("NCF_USAGE", {
    reason: `${isOwn ? key : name} is not a config key of ${isOwn ? "ncf" : "the stack file"}`,
    hint: near === undefined ? known : `did you mean ${near}?`,
  });
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
