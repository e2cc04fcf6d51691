import type { ResolvedConfig } from "./config.ts";

/** Variables whose values sign or encrypt. */
const secretVariables = [
  "NCLOUD_SECRET_KEY",
  "NCLOUD_SECRET_ACCESS_KEY",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_ACCESS_TOKEN",
] as const;

/** Returns the secrets of a run that are known before it: config of the command line, and variables. */
export function secretTexts(
  config: Pick<ResolvedConfig, "given">,
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const given = [...config.given.values()].filter(({ isSecret }) => isSecret);
  return [...given.map(({ value }) => value), ...secretVariables.flatMap((name) => env[name] ?? [])];
}
