import { hasInexactNumber } from "../../model/exactNumbers.ts";
import { isDeeperThan, isJsonObject, type Json } from "../../model/json.ts";
import type { ConfigDeclaration, ConfigType } from "../language/declaration.ts";

/** Value of a config entry, or the reason why it has none. */
export type ConfigValue =
  | { readonly kind: "value"; readonly value: Json }
  | { readonly kind: "missing" }
  | {
      readonly kind: "invalid";
      readonly reason: string;
      /** Hint, unless it is to set another value. */
      readonly hint?: string;
    };

/**
 * Returns the value of a config entry: the fixed value of the file, otherwise the given value,
 * otherwise the default.
 * @param given - Value from the engine, a string for every type (JSON for arrays and objects), or
 * plain JSON.
 */
export function readConfigValue(declaration: ConfigDeclaration, given: Json | undefined): ConfigValue {
  const { name, type, itemType, value: fixed, default: fallback } = declaration;
  if (fixed !== undefined && given !== undefined) {
    return {
      kind: "invalid",
      reason: `${name} has a fixed value and cannot be set`,
      hint: "leave it out of the command line and the settings file, or replace value by default in the stack file",
    };
  }
  if (given === undefined) {
    const own = fixed ?? fallback;
    if (own === undefined) return { kind: "missing" };
    return hasType(own, type, itemType) ? { kind: "value", value: own } : invalid(declaration);
  }
  const value = typeof given === "string" && type !== "string" ? parseJson(given) : given;
  if (typeof given === "string" && type !== "string" && value !== undefined && hasInexactNumber(given)) {
    const what = type === "array" || type === "object" ? "contains a number" : "is a number";
    return {
      kind: "invalid",
      reason: `${name} ${what} that would be rounded: integers are exact up to 2^53 - 1 (9007199254740991)`,
      hint:
        type === "array" || type === "object"
          ? "write the number as a string inside the JSON"
          : `declare ${name} as type: string`,
    };
  }
  if (isDeeperThan(value, deepest)) {
    return {
      kind: "invalid",
      reason: `${name} is nested more than ${deepest} deep`,
      hint: "use fewer levels",
    };
  }
  return value !== undefined && hasType(value, type, itemType)
    ? { kind: "value", value }
    : { ...invalid(declaration), hint: `give it as in this example: ${examples[type]}` };
}

/** Maximum nesting depth, the same as for values in the stack file. */
const deepest = 100;

const examples: Readonly<Record<ConfigType, string>> = {
  string: '"text"',
  integer: "7",
  number: "0.5",
  boolean: "true",
  array: '["a", "b"]',
  object: '{"key": "value"}',
};

function invalid({ name, type, itemType }: ConfigDeclaration): Extract<ConfigValue, { kind: "invalid" }> {
  const article = /^[aeio]/.test(type) ? "an" : "a";
  return {
    kind: "invalid",
    reason: `${name} must be ${article} ${type}${itemType === undefined ? "" : ` of ${itemType} items`}`,
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
