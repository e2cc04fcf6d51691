import { getProject, runtime } from "@pulumi/pulumi";

/** One config value of the project that is running. */
export interface ConfigEntry {
  /** As the engine keeps it, text for every type. */
  readonly value: string;
  /** Whether it is stored as a secret. */
  readonly isSecret: boolean;
}

// Not in the SDK's types; `Config.get` asks it, and can only complain.
const { isConfigSecret } = runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

/** The config of the project that is running, by name without the project's prefix. */
export function projectConfig(): ReadonlyMap<string, ConfigEntry> {
  const prefix = `${getProject()}:`;
  const own = Object.entries(runtime.allConfig()).filter(([key]) => key.startsWith(prefix));
  return new Map(
    own.map(([key, value]) => [key.slice(prefix.length), { value, isSecret: isConfigSecret(key) }]),
  );
}
