import type { StackSettings } from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import type { Json } from "../../model/json.ts";
import { configKeys, secretConfigKeys } from "../../model/providerConfig.ts";
import type { ConfigValue } from "../../engine/stackOptions.ts";
import type { StackFile } from "../../stack/parse/parseStackFile.ts";

/** The config of a run, as the checks and as the engine take it. */
export interface GatheredConfig {
  /** By name, for the checks; encrypted values are left out. */
  readonly known: Readonly<Record<string, Json>>;
  /** By whole key, `ncf:region`, for the address of the checks. */
  readonly settings: Readonly<Record<string, string>>;
  /** Names of those that were given as secrets. */
  readonly secretNames: readonly string[];
  /** What the settings file does not hold already, by whole key. */
  readonly given: Readonly<Record<string, ConfigValue>>;
  /** Whether the settings file holds values that only the engine can read. */
  readonly hasEncrypted: boolean;
}

/**
 * Puts the config of a run together: the settings file, then `--config` and `--secret`. What the stack file declares secret is secret
 * with either option.
 * @throws NcfError NCF_USAGE for a name that the stack file does not declare
 */
export function resolveConfig(
  file: Pick<StackFile, "name" | "config">,
  settings: StackSettings,
  config: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): GatheredConfig {
  const prefix = `${file.name}:`;
  const given = new Map<string, ConfigValue>();
  const declaredSecret = new Set(
    file.config.filter(({ isSecret }) => isSecret).map(({ name }) => prefix + name),
  );
  for (const key of secretConfigKeys) declaredSecret.add(`ncf:${key}`);
  for (const [options, isSecret] of [
    [config, false],
    [secrets, true],
  ] as const) {
    for (const [key, value] of Object.entries(options)) {
      const whole = key.includes(":") ? key : prefix + key;
      refuseUnknown(whole, file);
      given.set(whole, { value, isSecret: isSecret || declaredSecret.has(whole) });
    }
  }
  const kept = Object.entries(settings.config ?? {});
  const plain = new Map<string, Json>(kept.filter(([, value]) => !isEncrypted(value)));
  for (const [key, { value }] of given) plain.set(key, value);
  const texts = [...plain].filter((one): one is [string, string] => typeof one[1] === "string");
  return {
    known: Object.fromEntries(
      [...plain]
        .filter(([key]) => key.startsWith(prefix))
        .map(([key, value]) => [key.slice(prefix.length), value]),
    ),
    secretNames: [...given]
      .filter(([key, { isSecret }]) => isSecret && key.startsWith(prefix))
      .map(([key]) => key.slice(prefix.length)),
    settings: Object.fromEntries(texts),
    given: Object.fromEntries(given),
    hasEncrypted: kept.some(([key, value]) => isEncrypted(value) && !given.has(key)),
  };
}

function refuseUnknown(key: string, file: Pick<StackFile, "name" | "config">): void {
  const [space, name] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  const names =
    space === "ncf"
      ? (configKeys as readonly string[])
      : space === file.name
        ? file.config.map((one) => one.name)
        : undefined;
  // Another provider's config is its own business.
  if (names === undefined || names.includes(name)) return;
  const near = nearest(name, names);
  throw new NcfError("NCF_USAGE", {
    reason: `${space === "ncf" ? key : name} is no config value of ${space === "ncf" ? "this package" : "the stack file"}`,
    hint: near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`,
  });
}

function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}
