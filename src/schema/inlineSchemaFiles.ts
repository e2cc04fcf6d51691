import { dirname, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isDeeperThan, isJsonObject, type JsonObject, toPointer } from "../model/json.ts";
import { UnreadableFile } from "../ports/projectFiles.ts";
import { deepestSchema, type JsonSchema, isJsonSchema, mapSubschemas } from "./jsonSchema.ts";

/**
 * Bundles the files that a schema references (`$ref: "./user.json#/$defs/name"`) into its `$defs`.
 * A schema that is only a reference to a whole file becomes the schema of that file. References
 * inside a file are relative to it; files may reference each other. Keeps references with a scheme
 * other than `file:`.
 * @param baseDir - Directory that the schema's own references are relative to.
 * @param readText - Returns the contents of a file, `undefined` when it does not exist.
 * @throws NCF_SCHEMA_INVALID with the path of a file that is missing, cannot be read or is not a
 * JSON Schema
 */
export function inlineSchemaFiles(
  schema: unknown,
  baseDir: string,
  readText: (path: string) => string | undefined,
): unknown {
  if (!isJsonObject(schema)) return schema;
  const whole = wholeFile(schema, baseDir);
  const root = whole === undefined ? schema : readSchema(whole, readText);
  if (!isJsonObject(root)) return root;
  const taken = isJsonObject(root["$defs"]) ? root["$defs"] : {};
  const names = new Map<string, string>();
  const bundled = new Map<string, JsonSchema>();

  const placeOf = (path: string): string => {
    if (path === whole) return "";
    const known = names.get(path);
    if (known !== undefined) return toPointer(["$defs", known]);
    let name = relative(baseDir, path).split(sep).join("/");
    while (Object.hasOwn(taken, name)) name += "_";
    names.set(path, name);
    const file = readSchema(path, readText);
    // References of the bundle start at its root; an $id inside a file would change that.
    bundled.set(
      name,
      isJsonObject(file) ? rewrite(withoutIdentity(file), path, toPointer(["$defs", name])) : file,
    );
    return toPointer(["$defs", name]);
  };

  const rewrite = (one: JsonObject, file: string | undefined, place: string): JsonObject => {
    const inner = mapSubschemas(one, (sub) =>
      isJsonObject(sub) && !isResource(sub) ? rewrite(sub, file, place) : sub,
    );
    const { $ref: ref } = inner;
    if (typeof ref !== "string") return inner;
    if (ref === "#" || ref.startsWith("#/")) return { ...inner, $ref: toFragment(place, ref.slice(1)) };
    if (!isFileReference(ref)) return inner;
    const [path, fragment] = splitReference(ref, file === undefined ? baseDir : dirname(file));
    // An anchor has the same name in the bundle as in its file.
    if (fragment !== "" && !fragment.startsWith("/")) {
      placeOf(path);
      return { ...inner, $ref: `#${fragment}` };
    }
    return { ...inner, $ref: toFragment(placeOf(path), fragment) };
  };

  const result = rewrite(root, whole, "");
  if (names.size === 0) return result;
  const { $defs: own } = result;
  return { ...result, $defs: { ...(isJsonObject(own) ? own : {}), ...Object.fromEntries(bundled) } };
}

function wholeFile(schema: JsonObject, baseDir: string): string | undefined {
  const { $ref: ref } = schema;
  if (Object.keys(schema).length !== 1 || typeof ref !== "string" || !isFileReference(ref)) return undefined;
  const [path, fragment] = splitReference(ref, baseDir);
  return fragment === "" ? path : undefined;
}

function isFileReference(ref: string): boolean {
  return ref.startsWith("file:") || !/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(ref);
}

function splitReference(ref: string, folder: string): readonly [path: string, fragment: string] {
  const [file = "", fragment = ""] = ref.split("#");
  return [file.startsWith("file:") ? fileURLToPath(file) : resolve(folder, decode(file)), fragment];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function readSchema(path: string, readText: (path: string) => string | undefined): JsonSchema {
  const text = readSchemaText(path, readText);
  if (text === undefined) throw invalid(`the schema file ${path} does not exist`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw invalid(`the schema file ${path} is not JSON`, cause);
  }
  if (!isJsonSchema(parsed)) throw invalid(`the schema file ${path} must be an object or a boolean`);
  if (isDeeperThan(parsed, deepestSchema))
    throw invalid(`the schema file ${path} is nested more than ${deepestSchema} deep`);
  return parsed;
}

function readSchemaText(path: string, readText: (path: string) => string | undefined): string | undefined {
  try {
    return readText(path);
  } catch (cause) {
    if (cause instanceof UnreadableFile) {
      const reason = `the schema file ${path} ${cause.reason}`;
      throw new NcfError("NCF_SCHEMA_INVALID", { reason, hint: cause.hint });
    }
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw invalid(`the schema file ${path} cannot be read (${code})`, cause);
  }
}

function invalid(reason: string, cause?: unknown): NcfError {
  return new NcfError("NCF_SCHEMA_INVALID", { reason, cause });
}

// Inside a schema with an $id, references are relative to that $id.
function isResource(schema: JsonObject): boolean {
  const { $id: id } = schema;
  return typeof id === "string" && !id.startsWith("#");
}

function withoutIdentity(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== "$id" && key !== "$schema"));
}

// `place` is a generated pointer that needs URI encoding; `pointer` is the user's and is already encoded.
function toFragment(place: string, pointer: string): string {
  return `#${place.split("/").map(encodeURIComponent).join("/")}${pointer}`;
}
