/**
 * Values as Pulumi's protocol carries them: `google.protobuf.Struct` with marks for what JSON cannot say. The only module that knows the marks.
 * Source: pulumi/pulumi sdk/go/common/resource/sig/sig.go, sdk/go/common/resource/plugin/rpc.go [code]
 */
import type { MethodDefinition, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import type * as protobuf from "google-protobuf";
import type structTypes from "google-protobuf/google/protobuf/struct_pb.js";
import type { Json, JsonObject } from "../model/json.ts";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
import { jspb, structs } from "./protocol.ts";
import { readStruct, StructWriter, type StructVisitor } from "./structBytes.ts";

type Struct = structTypes.Struct;

/** Key that tells the engine that an object is not just data. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
} as const;

const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** Strings that stand for an unknown value, one for each type that it will have. */
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
 * Before a string or key of data that the engine would act on or refuse: a mark, half a surrogate pair, or this prefix itself. The rest is the
 * text as JSON writes it, without quotes. A program that reads such an output through another SDK sees it in this form.
 */
const escapePrefix = "ncf-escaped:";
const halfSurrogate = /\p{Surrogate}/u;

/** Returns the struct that carries an object. Data is escaped where the engine would take it for a mark. */
export function toWire(object: ValueObject): Struct {
  const writer = new StructWriter();
  writeFields(writer, object);
  return carry(new structs.Struct(), writer.result());
}

/** Returns the object that a struct carries, and an empty one for no struct. Undoes the escapes of {@link toWire}. */
export function fromWire(struct: Struct | undefined): ValueObject {
  if (struct === undefined) return {};
  const bytes = (struct as Carrier)[carried] ?? struct.serializeBinary();
  return toObject(readStruct(bytes, visitor));
}

/**
 * Returns an object as JSON with marks, for the SDK's dynamic provider process, which makes a struct of it. Data is escaped as by {@link toWire}.
 */
export function toMarkedJson(object: ValueObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [escape(key, key === signatureKey), markedValue(value)]),
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

/** Returns the object that JSON with marks stands for. Undoes the escapes of {@link toMarkedJson}. */
export function fromMarkedJson(json: JsonObject): ValueObject {
  return toObject(Object.entries(json).map(([key, value]) => [key, valueOf(value)]));
}

function valueOf(json: Json): Value {
  if (typeof json === "string") return visitor.string(json);
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(valueOf);
  const fields = Object.entries(json).map(([key, value]): [string, Value] => [key, valueOf(value)]);
  return readMarks(fields, json);
}

/**
 * Returns a gRPC service whose structs are read by {@link fromWire} without the generated classes, and are passed on byte by byte.
 * Serves servers and clients (`makeGenericClientConstructor`).
 */
export function wireService<S extends ServiceDefinition<UntypedServiceImplementation>>(service: S): S {
  const methods = Object.entries(service).map(([name, method]) => [
    name,
    wireMethod(method as GeneratedMethod),
  ]);
  return Object.fromEntries(methods) as S;
}

function writeFields(writer: StructWriter, object: ValueObject): void {
  const keys = Object.keys(object);
  for (let index = keys.length - 1; index >= 0; index -= 1) {
    const key = keys[index] as string;
    const value = object[key];
    // As `JSON.stringify` has it.
    if (value === undefined) continue;
    const { mark } = writer;
    writeValue(writer, value);
    writer.endField(mark, escape(key, key === signatureKey));
  }
}

function writeValue(writer: StructWriter, value: Value): void {
  switch (typeof value) {
    case "string":
      return writer.string(escapeString(value));
    case "number":
      return Number.isFinite(value) ? writer.number(value) : writer.null();
    case "boolean":
      return writer.bool(value);
    case "object":
      return value === null ? writer.null() : writeObject(writer, value);
    default:
      return writer.null();
  }
}

function writeObject(writer: StructWriter, value: Exclude<Value, null | boolean | number | string>): void {
  const start = writer.mark;
  if (Array.isArray(value)) {
    const list: readonly Value[] = value;
    for (let index = list.length - 1; index >= 0; index -= 1) {
      const { mark } = writer;
      writeValue(writer, list[index] as Value);
      writer.endElement(mark);
    }
    writer.endList(start);
  } else if (value instanceof SecretValue) {
    writeValue(writer, value.value);
    writer.endField(start, "value");
    const { mark } = writer;
    writer.string(signatures.secret);
    writer.endField(mark, signatureKey);
    writer.endStruct(start);
  } else if (value instanceof UnknownValue) {
    writer.string(unknownString);
  } else if (value instanceof EngineValue) {
    writer.raw(value.wire as Uint8Array);
  } else {
    writeFields(writer, value as ValueObject);
    writer.endStruct(start);
  }
}

function escapeString(text: string): string {
  return escape(text, text.length === unknownString.length && sentinels.has(text));
}

function escape(text: string, isMark: boolean): string {
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

const visitor: StructVisitor<Value> = {
  null: () => null,
  bool: (value) => value,
  number: (value) => value,
  string: (text) =>
    text.length === unknownString.length && sentinels.has(text) ? new UnknownValue() : unescape(text),
  list: (values) => values,
  struct: readMarks,
};

/** Returns the value of an object that may have marks. @param wire - The object itself, for what only the engine understands */
function readMarks(fields: readonly (readonly [string, Value])[], wire: unknown): Value {
  const part = (name: string): Value | undefined => fields.find(([key]) => key === name)?.[1];
  switch (part(signatureKey)) {
    case undefined:
      return toObject(fields);
    case signatures.secret:
      return secret(part("value") ?? null);
    case signatures.output: {
      // The engine itself keeps the dependencies of each property.
      const value = part("value") ?? new UnknownValue();
      return part("secret") === true ? secret(value) : value;
    }
    default:
      return new EngineValue(wire);
  }
}

function secret(value: Value): SecretValue {
  return value instanceof SecretValue ? value : new SecretValue(value);
}

function toObject(fields: readonly (readonly [string, Value])[]): ValueObject {
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

const carried = Symbol("bytes of the struct");

interface Carrier extends Struct {
  [carried]?: Uint8Array;
}

/** Makes a struct consist of these bytes, for the generated code that writes it. */
function carry(struct: Struct, bytes: Uint8Array): Struct {
  const map = {
    getLength: () => bytes.length,
    serializeBinary: (_field: number, writer: protobuf.BinaryWriter) =>
      writer.writeSerializedMessage(bytes, 0, bytes.length),
  };
  return Object.assign(struct, { [carried]: bytes, getFieldsMap: () => map });
}

interface MessageClass {
  new (): protobuf.Message;
  deserializeBinaryFromReader(message: protobuf.Message, reader: protobuf.BinaryReader): protobuf.Message;
}

type GeneratedMethod = MethodDefinition<protobuf.Message, protobuf.Message> & {
  readonly requestType: MessageClass;
  readonly responseType: MessageClass;
};

function wireMethod(method: GeneratedMethod): GeneratedMethod {
  const { requestType, responseType } = method;
  return {
    ...method,
    requestDeserialize: (bytes) => readMessage(requestType, bytes),
    responseDeserialize: (bytes) => readMessage(responseType, bytes),
  };
}

/** Reads a message, and leaves the structs in it as they came. */
function readMessage(Message: MessageClass, { buffer, byteOffset, byteLength }: Buffer): protobuf.Message {
  // A `Buffer` would be copied.
  const reader = new jspb.BinaryReader(new Uint8Array(buffer, byteOffset, byteLength));
  const readOther = reader.readMessage.bind(reader);
  reader.readMessage = (message, read) => {
    // By its shape: the SDK may have a copy of the library of its own.
    if ("getFieldsMap" in message) carry(message as Struct, reader.readBytes() as Uint8Array);
    else readOther(message, read);
  };
  return Message.deserializeBinaryFromReader(new Message(), reader);
}
