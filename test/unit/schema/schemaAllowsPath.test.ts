import { describe, expect, it } from "vitest";

import { schemaAllowsPath } from "../../../src/schema/schemaAllowsPath.ts";

const user = {
  type: "object",
  properties: { name: { type: "string" }, tags: { type: "array", items: { type: "integer" }, maxItems: 2 } },
  patternProperties: { "^x-": { type: "object" } },
  additionalProperties: false,
};

describe("schemaAllowsPath", () => {
  const allowed: readonly [schema: unknown, path: (string | number)[]][] = [
    [user, []],
    [user, ["name"]],
    [user, ["tags", 1]],
    [user, ["tags", "1"]],
    [user, ["x-a", "any"]],
    [{}, ["a", 0]],
    [{ properties: { a: user } }, ["b", "c"]],
    [{ $ref: "#/$defs/a", $defs: { a: user } }, ["name"]],
    [{ $ref: "https://example.com/a" }, ["a"]],
    [{ properties: { next: { $ref: "#" } }, additionalProperties: false }, ["next", "next"]],
    [{ $ref: "#" }, ["a"]],
    [{ anyOf: [{ type: "null" }, user] }, ["name"]],
    ["no schema", ["a"]],
    [{ prefixItems: [false] }, [0]],
  ];
  it.each(allowed)("%j allows %j", (schema, path) => {
    expect(schemaAllowsPath(schema, path)).toBe(true);
  });

  const ruledOut: readonly [schema: unknown, path: (string | number)[]][] = [
    [user, ["nam"]],
    [user, [0]],
    [user, ["name", "first"]],
    [user, ["tags", "first"]],
    [user, ["tags", 2]],
    [user, ["tags", 0, "a"]],
    [false, []],
    [{ $ref: "#/$defs/a", $defs: { a: user } }, ["nam"]],
    [{ allOf: [true, user] }, ["nam"]],
    [{ oneOf: [{ type: "null" }, user] }, ["nam"]],
    [{ properties: { next: { $ref: "#" } }, additionalProperties: false }, ["next", "nxt"]],
    [{ type: "array", items: [true], additionalItems: false }, [1]],
    [{ type: "array", prefixItems: [true], items: false }, [1]],
  ];
  it.each(ruledOut)("%j rules out %j", (schema, path) => {
    expect(schemaAllowsPath(schema, path)).toBe(false);
  });
});
