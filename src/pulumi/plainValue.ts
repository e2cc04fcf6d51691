import { isJsonObject, type Json, type JsonObject, toPointer } from "../model/json.ts";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
import { unknownValue } from "../schema/unknownValue.ts";

/** Object for the lifecycle: plain JSON, with separate pointers to parts that JSON does not support. */
export interface PlainObject {
  /**
   * Plain JSON with secrets in clear, unknown parts as `unknownValue`, and values of the engine as
   * `null`.
   */
  readonly json: JsonObject;
  /** JSON pointers to the parts that are secret as a whole. */
  readonly secretPointers: readonly string[];
  /** JSON pointers to assets, archives and resource references, which no input accepts. */
  readonly enginePointers: readonly string[];
}

/** Converts an object to plain JSON. Does not copy parts that are already plain. */
export function toPlain(object: ValueObject): PlainObject {
  const secretPointers: string[] = [];
  const enginePointers: string[] = [];
  const path: (string | number)[] = [];

  function plain(value: Value): Json {
    if (typeof value !== "object" || value === null) return value;
    if (value instanceof UnknownValue) return unknownValue;
    if (value instanceof SecretValue) {
      secretPointers.push(toPointer(path));
      return plain(value.value);
    }
    if (value instanceof EngineValue) {
      enginePointers.push(toPointer(path));
      return null;
    }
    return Array.isArray(value) ? plainList(value as readonly Value[]) : plainObject(value as ValueObject);
  }

  function plainList(list: readonly Value[]): Json {
    const parts = list.map((part, index) => plainPart(index, part));
    return parts.every((part, index) => part === list[index]) ? (list as readonly Json[]) : parts;
  }

  function plainObject(whole: ValueObject): JsonObject {
    const entries = Object.entries(whole);
    const parts = entries.map(([key, part]): [string, Json] => [key, plainPart(key, part)]);
    const isPlain = parts.every(([, part], index) => part === entries[index]?.[1]);
    return isPlain ? (whole as JsonObject) : Object.fromEntries(parts);
  }

  function plainPart(step: string | number, part: Value): Json {
    path.push(step);
    const json = plain(part);
    path.pop();
    return json;
  }

  return { json: plainObject(object), secretPointers, enginePointers };
}

/** Marks the parts of an object at JSON pointers as secrets. Ignores pointers to missing parts. */
export function withSecrets(object: JsonObject, pointers: readonly string[]): ValueObject {
  return pointers.length === 0 ? object : (mark(object, pointers, "") as ValueObject);
}

function mark(value: Json, pointers: readonly string[], at: string): Value {
  if (pointers.includes(at)) return new SecretValue(value);
  if (!pointers.some((pointer) => pointer.startsWith(`${at}/`))) return value;
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map((part, index) => mark(part, pointers, at + toPointer([index])));
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, mark(part, pointers, at + toPointer([key]))]),
  );
}
