import { isJsonObject, type Json, type JsonObject, toPointer } from "../model/json.ts";
import { type JsonSchema, isJsonSchema, mapSubschemas } from "./jsonSchema.ts";

/** Index of all schemas inside one document, and of the targets of its references. */
export interface SchemaIndex {
  /** Object schemas with their JSON pointers, the document itself first. */
  readonly places: ReadonlyMap<JsonObject, string>;
  /** Returns the target of a `$ref` inside `from`; `undefined` when it is outside this document. */
  resolve(from: JsonObject, ref: string): JsonSchema | undefined;
}

/** Indexes a schema document: its places, `$id`s and anchors. */
export function indexSchema(root: JsonSchema): SchemaIndex {
  const places = new Map<JsonObject, string>();
  const bases = new Map<JsonObject, string>();
  const targets = new Map<string, JsonSchema>([[documentUri, root]]);

  const visit = (schema: JsonSchema, outerBase: string, path: readonly string[]): JsonSchema => {
    if (typeof schema === "boolean") return schema;
    const base = ownBase(schema, outerBase);
    places.set(schema, toPointer(path));
    bases.set(schema, base);
    if (base !== outerBase) targets.set(base, schema);
    for (const anchor of anchorsOf(schema)) targets.set(`${base}#${anchor}`, schema);
    mapSubschemas(schema, (inner, innerPath) => visit(inner, base, [...path, ...innerPath]));
    return schema;
  };
  visit(root, documentUri, []);

  return {
    places,
    resolve(from, ref) {
      const [uri, fragment] = splitUri(ref, bases.get(from) ?? documentUri);
      if (uri === undefined) return undefined;
      if (fragment !== "" && !fragment.startsWith("/")) return targets.get(`${uri}#${fragment}`);
      return follow(targets.get(uri), fragment);
    },
  };
}

// References need an absolute base URI. A reserved host name keeps them apart from every real URI.
const documentUri = "https://schema.invalid/";

function ownBase(schema: JsonObject, outerBase: string): string {
  const { $id: id } = schema;
  if (typeof id !== "string" || id.startsWith("#")) return outerBase;
  return splitUri(id, outerBase)[0] ?? outerBase;
}

function anchorsOf(schema: JsonObject): readonly string[] {
  const { $id: id, $anchor: anchor, $dynamicAnchor: dynamicAnchor } = schema;
  // Draft-07 declares an anchor as an $id that is only a fragment.
  const old = typeof id === "string" && id.startsWith("#") ? id.slice(1) : undefined;
  return [old, anchor, dynamicAnchor].filter((one) => typeof one === "string");
}

function splitUri(ref: string, base: string): readonly [uri: string | undefined, fragment: string] {
  if (!URL.canParse(ref, base)) return [undefined, ""];
  const url = new URL(ref, base);
  const fragment = decode(url.hash.slice(1));
  url.hash = "";
  return [url.href, fragment];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function follow(start: JsonSchema | undefined, pointer: string): JsonSchema | undefined {
  let at: Json | undefined = start;
  for (const step of pointer.split("/").slice(1)) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(at)) at = (at as readonly Json[])[Number(key)];
    else at = isJsonObject(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }
  return isJsonSchema(at) ? at : undefined;
}
