import { isJsonObject } from "../model/json.ts";

/** A draft of JSON Schema that this package reads. */
export type SchemaDraft = "draft-07" | "2020-12";

/** The draft that a schema names in `$schema`, 2020-12 without it; `undefined` for any other draft. */
export function schemaDraft(schema: unknown): SchemaDraft | undefined {
  const uri = isJsonObject(schema) ? schema["$schema"] : undefined;
  if (uri === undefined) return "2020-12";
  if (typeof uri !== "string") return undefined;
  return drafts.get(uri.replace(/^https?:\/\//, "").replace(/#$/, ""));
}

const drafts: ReadonlyMap<string, SchemaDraft> = new Map([
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
]);
