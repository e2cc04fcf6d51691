/**
 * Marks: the representation of values in Pulumi's protocol that JSON does not support (secrets,
 * unknown values, assets), and the escaping of data that looks like a mark. Only this module
 * contains them.
 * Source: pulumi/pulumi sdk/go/common/resource/sig/sig.go, sdk/go/common/resource/plugin/rpc.go
 * [code]
 */
import type { Json, JsonObject } from "../model/json.ts";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";

/** Key that marks an object as more than data. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
/** Kinds of marks. */
export const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

/** String that represents an unknown value. */
export const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Strings that represent unknown values, one per future type. */
const sentinels: ReadonlySet<string> = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/**
 * Prefix of a string or key of data that the engine would interpret or refuse: a mark, a lone
 * surrogate, or this prefix itself. The rest is the text as JSON writes it, without quotes. A
 * program that reads such an output through another SDK sees this form.
 */
const escapePrefix = "ncf-escaped:";
const halfSurrogate = /\p{Surrogate}/u;

/**
 * Escapes a key for Pulumi's Node SDK, which would interpret it (its own marks), lose it
 * (`__proto__`), or hang (`toString`, which its messages call).
 */
export function escapeSdkKey(key: string): string {
  const isUnsafe =
    key === signatureKey || key === "__proto__" || key === "toString" || key.startsWith("__pulumi");
  return escapeText(key, isUnsafe);
}

/**
 * Converts an object to JSON with marks for the SDK's dynamic provider process, which converts it
 * to a struct. Escapes strings as `toWire` does, and keys as {@link escapeSdkKey} does.
 */
export function toMarkedJson(object: ValueObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [escapeSdkKey(key), markedValue(value)]),
  );
}

function markedValue(value: Value): Json {
  if (typeof value === "string") return escapeString(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(markedValue);
  if (value instanceof UnknownValue) return unknownString;
  if (value instanceof SecretValue) {
    return { [signatureKey]: signatures.secret, value: markedValue(value.value) };
  }
  return value instanceof EngineValue ? (value.wire as Json) : toMarkedJson(value as ValueObject);
}

/** Converts JSON with marks to an object. Reverts the escapes of {@link toMarkedJson}. */
export function fromMarkedJson(json: JsonObject): ValueObject {
  return toObject(Object.entries(json).map(([key, value]) => [key, valueOf(value)]));
}

function valueOf(json: Json): Value {
  if (typeof json === "string") return stringValue(json);
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(valueOf);
  const fields = Object.entries(json).map(([key, value]): [string, Value] => [key, valueOf(value)]);
  return readMarks(fields, json);
}

/** Escapes a string that the engine would read as an unknown value, or refuse. */
export function escapeString(text: string): string {
  return escapeText(text, text.length === unknownString.length && sentinels.has(text));
}

/** Escapes a string or key that is a mark, contains a lone surrogate, or starts like an escape. */
export function escapeText(text: string, isMark: boolean): string {
  return isMark || text.startsWith(escapePrefix) || halfSurrogate.test(text)
    ? escapePrefix + JSON.stringify(text).slice(1, -1)
    : text;
}

function unescape(text: string): string {
  if (!text.startsWith(escapePrefix)) return text;
  try {
    return JSON.parse(`"${text.slice(escapePrefix.length)}"`) as string;
  } catch {
    return text;
  }
}

/** Returns the value that a string of the engine represents. Reverts the escapes of {@link escapeString}. */
export function stringValue(text: string): Value {
  return text.length === unknownString.length && sentinels.has(text) ? new UnknownValue() : unescape(text);
}

/**
 * Returns the value of an object that may contain marks. @param wire - Original object, for values
 * that only the engine understands.
 */
export function readMarks(fields: readonly (readonly [string, Value])[], wire: unknown): Value {
  const part = (name: string): Value | undefined => fields.find(([key]) => key === name)?.[1];
  switch (part(signatureKey)) {
    case undefined:
      return toObject(fields);
    case signatures.secret: {
      // An exported state contains the JSON of a secret as a string.
      const plaintext = part("plaintext");
      return secret(
        typeof plaintext === "string" ? valueOf(parsePlaintext(plaintext)) : (part("value") ?? null),
      );
    }
    case signatures.output: {
      // The engine itself stores the dependencies of each property.
      const value = part("value") ?? new UnknownValue();
      return part("secret") === true ? secret(value) : value;
    }
    default:
      return new EngineValue(wire);
  }
}

/** Parses the JSON of a secret. The error of `JSON.parse` would quote it. */
function parsePlaintext(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new RangeError("the plaintext of a secret is not JSON");
  }
}

function secret(value: Value): SecretValue {
  return value instanceof SecretValue ? value : new SecretValue(value);
}

/** Converts decoded fields to an object. Reverts the escapes of its keys. */
export function toObject(fields: readonly (readonly [string, Value])[]): ValueObject {
  const object: Record<string, Value> = {};
  for (const [key, value] of fields) {
    const name = unescape(key);
    if (name === "__proto__") {
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
    } else {
      object[name] = value;
    }
  }
  return object;
}
