import { describe, expect, it } from "vitest";

import { compileSchema } from "../../../src/schema/compileSchema.ts";
import { inlineSchemaFiles } from "../../../src/schema/inlineSchemaFiles.ts";

function inline(schema: unknown, files: Record<string, unknown>): unknown {
  return inlineSchemaFiles(schema, "/stack", (path) => {
    const file = files[path];
    return file === undefined || typeof file === "string" ? file : JSON.stringify(file);
  });
}

function pointers(schema: unknown, value: unknown): readonly string[] {
  return compileSchema(schema)
    .check(value)
    .map(({ pointer }) => pointer);
}

describe("inlineSchemaFiles", () => {
  it("puts a file in the place of a schema that only refers to it", () => {
    const files = { "/stack/schemas/a.json": { type: "null" } };
    expect(inline({ $ref: "./schemas/a.json" }, files)).toEqual({ type: "null" });
  });

  it("leaves a schema without files as it is", () => {
    const schema = { $defs: { a: true }, $ref: "#/$defs/a", items: { $ref: "https://example.com/a.json" } };
    expect(inline(schema, {})).toEqual(schema);
    expect(inline(true, {})).toBe(true);
  });

  it("bundles files with references relative to each file, by pointer and by anchor", () => {
    const files = {
      "/stack/schemas/a b.json": {
        $id: "https://example.com/a",
        prefixItems: [{ $ref: "../x.json#/$defs/y" }, { $ref: "#/$defs/own" }, { $ref: "../x.json#z" }],
        $defs: { own: { type: "string" } },
      },
      "/x.json": {},
      "/stack/x.json": { $defs: { y: { type: "integer" }, z: { $anchor: "z", type: "null" } } },
    };
    const schema = inline({ properties: { list: { $ref: "schemas/a%20b.json" } } }, files);
    expect(pointers(schema, { list: [1, "a", null] })).toEqual([]);
    expect(pointers(schema, { list: ["a", 1, 1] })).toEqual(["/list/0", "/list/1", "/list/2"]);
  });

  it("takes files that refer to each other, and back to the first", () => {
    const files = {
      "/stack/a.json": { type: "object", properties: { b: { $ref: "./b.json" } } },
      "/stack/b.json": { type: "object", properties: { a: { $ref: "./a.json" }, b: { $ref: "#" } } },
    };
    for (const schema of [{ $ref: "./a.json" }, { allOf: [{ $ref: "./a.json" }] }]) {
      expect(pointers(inline(schema, files), { b: { a: { b: { b: 1 } } } })).toEqual(["/b/a/b/b"]);
    }
  });

  it("keeps a definition of the schema's own that has the file's name", () => {
    const schema = {
      $defs: { "a.json": { type: "null" } },
      prefixItems: [{ $ref: "#/$defs/a.json" }, { $ref: "./a.json" }],
    };
    expect(pointers(inline(schema, { "/stack/a.json": { type: "integer" } }), [1, null])).toEqual([
      "/0",
      "/1",
    ]);
  });

  it("does not take a value for a reference", () => {
    const schema = { const: { $ref: "./a.json" }, properties: { $ref: { type: "string" } } };
    expect(inline(schema, {})).toEqual(schema);
  });

  it("does not change its input", () => {
    const schema = { items: { $ref: "./a.json" } };
    const before = structuredClone(schema);
    inline(schema, { "/stack/a.json": { type: "null" } });
    expect(schema).toEqual(before);
  });

  const refused: readonly [why: string, file: string | undefined, reason: string][] = [
    ["is missing", undefined, "/stack/a.json does not exist"],
    ["is not JSON", "{", "/stack/a.json is not JSON"],
    ["is a list", "[]", "/stack/a.json must be an object or a boolean"],
  ];
  it.each(refused)("refuses a file that %s, with its path", (_why, file, reason) => {
    const files = file === undefined ? {} : { "/stack/a.json": file };
    expect(() => inline({ items: { $ref: "./a.json" } }, files)).toThrow(
      expect.objectContaining({ code: "NCF_SCHEMA_INVALID", reason: expect.stringContaining(reason) }),
    );
  });
});
