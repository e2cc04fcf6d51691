import type { StackSettings } from "../../engine/readStackSettings.ts";

/** Config value of a settings file as it is shown. Pulumi's own JSON of it. */
export interface ShownConfig {
  /** Absent for a secret that is not to be shown. Values that are not strings are JSON. */
  readonly value?: string;
  readonly secret: boolean;
}

/** Returns a key as Pulumi reads it: one without a namespace is the project's. */
export function wholeKey(key: string, project: string): string {
  return key.includes(":") ? key : `${project}:${key}`;
}

/** Finds the key under which settings have a value: in full, or without the project's name. */
export function findKey(settings: StackSettings, key: string, project: string): string | undefined {
  const whole = wholeKey(key, project);
  return Object.keys(settings.config).find((one) => wholeKey(one, project) === whole);
}

/** Returns a value of settings as it is shown; a value with an encrypted part is a secret. */
export function shownConfig(value: unknown): ShownConfig {
  if (hasEncrypted(value)) return { secret: true };
  return { value: typeof value === "string" ? value : JSON.stringify(value), secret: false };
}

function hasEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ("secure" in value) return true;
  return Object.values(value).some(hasEncrypted);
}
