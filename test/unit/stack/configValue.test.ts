import { expect, test } from "vitest";
import { readConfigValue } from "../../../src/stack/check/configValue.ts";
import type { ConfigDeclaration } from "../../../src/stack/language/declaration.ts";

const start = { line: 1, column: 1, offset: 0 };
const declare = (parts: Partial<ConfigDeclaration>): ConfigDeclaration => ({
  kind: "config",
  name: "c",
  nameRange: { start, end: start },
  type: "string",
  isSecret: false,
  ...parts,
});

test.each([
  ["string", "7", "7"],
  ["integer", "7", 7],
  ["number", "0.5", 0.5],
  ["boolean", "true", true],
  ["array", '["a"]', ["a"]],
  ["object", '{"a":1}', { a: 1 }],
  ["object", { a: 1 }, { a: 1 }],
] as const)("reads a %s from what the engine keeps", (type, given, value) => {
  expect(readConfigValue(declare({ type }), given)).toEqual({ kind: "value", value });
});

test.each([
  ["integer", "7.5"],
  ["integer", "many"],
  ["boolean", "yes"],
  ["array", '{"a":1}'],
  ["object", "[1]"],
  ["string", 7],
] as const)("refuses a value that must be of type %s", (type, given) => {
  expect(readConfigValue(declare({ type }), given).kind).toBe("invalid");
});

test("checks the items of a list where their type is declared", () => {
  expect(readConfigValue(declare({ type: "array", itemType: "integer" }), "[1, 2]").kind).toBe("value");
  expect(readConfigValue(declare({ type: "array", itemType: "integer" }), '[1, "a"]').kind).toBe("invalid");
});

test("uses the default if nothing is set, and fails when there is none", () => {
  expect(readConfigValue(declare({ default: "x" }), undefined)).toEqual({ kind: "value", value: "x" });
  expect(readConfigValue(declare({}), undefined)).toEqual({ kind: "missing" });
});

test("refuses a value for what the file fixes", () => {
  expect(readConfigValue(declare({ value: "x" }), undefined)).toEqual({ kind: "value", value: "x" });
  expect(readConfigValue(declare({ value: "x" }), "y").kind).toBe("invalid");
});
