import type { ConfigDeclaration, ConfigType } from "../language/declaration.ts";
import { isJsonObject, type Json } from "../../model/json.ts";

/** The value of a config entry, that there is none, or why the one given cannot be used. */
export type ConfigValue =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "missing" }
  | { readonly kind: "wrong"; readonly reason: string };

/**
 * Finds the value of a config entry: the one that the file fixes, else the one given, else the default.
 * @param given - As the engine keeps it, which is text for every type (JSON for lists and objects), or plain JSON.
 */
export function configValue(declaration: ConfigDeclaration, given: Json | undefined): ConfigValue {
  const { name, type, itemType, value: fixed, default: fallback } = declaration;
  if (fixed !== undefined && given !== undefined) {
    return { kind: "wrong", reason: `the file fixes ${name}, so it cannot be given` };
  }
  if (given === undefined) {
    const own = fixed ?? fallback;
    if (own === undefined) return { kind: "missing" };
    return hasType(own, type, itemType) ? { kind: "value", value: own } : wrongType(declaration);
  }
  const value = typeof given === "string" && type !== "string" ? parseJson(given) : given;
  return value !== undefined && hasType(value, type, itemType)
    ? { kind: "value", value }
    : wrongType(declaration);
}

function wrongType({ name, type, itemType }: ConfigDeclaration): ConfigValue {
  return {
    kind: "wrong",
    reason: `${name} is not of type ${type}${itemType === undefined ? "" : ` of ${itemType}`}`,
  };
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function hasType(value: Json, type: ConfigType, itemType?: ConfigType): boolean {
  switch (type) {
    case "array":
      return (
        Array.isArray(value) &&
        (itemType === undefined || value.every((item: Json) => hasType(item, itemType)))
      );
    case "object":
      return isJsonObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
