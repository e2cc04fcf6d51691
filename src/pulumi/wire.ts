/**
 * Values in Pulumi's protocol: `google.protobuf.Struct`, with marks (`marks.ts`) for values that
 * JSON does not support.
 */
import type { MethodDefinition } from "@grpc/grpc-js";
import type * as protobuf from "google-protobuf";
import type structTypes from "google-protobuf/google/protobuf/struct_pb.js";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
import {
  escapeString,
  escapeText,
  readMarks,
  signatureKey,
  signatures,
  stringValue,
  toObject,
  unknownString,
} from "./marks.ts";
import { jspb, structs } from "./protocol.ts";
import { readStruct, requireWholeFields, StructWriter, type StructVisitor } from "./structBytes.ts";

type Struct = structTypes.Struct;

/** Converts an object to a struct. Escapes data that the engine would read as a mark. */
export function toWire(object: ValueObject): Struct {
  const writer = new StructWriter();
  writeFields(writer, object);
  return carry(new structs.Struct(), writer.result());
}

/**
 * Converts a struct to an object; no struct becomes an empty object. Reverts the escapes of {@link
 * toWire}.
 */
export function fromWire(struct: Struct | undefined): ValueObject {
  if (struct === undefined) return {};
  const bytes = (struct as Carrier)[carried] ?? struct.serializeBinary();
  return toObject(readStruct(bytes, visitor));
}

/**
 * Returns a gRPC service whose structs are read by {@link fromWire} without the generated classes,
 * and passed on byte by byte. Works for servers and clients (`makeGenericClientConstructor`).
 */
export function wireService<S extends object>(service: S): S {
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
    // Same as `JSON.stringify`.
    if (value === undefined) continue;
    const { mark } = writer;
    writeValue(writer, value);
    writer.endField(mark, escapeText(key, key === signatureKey));
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

const visitor: StructVisitor<Value> = {
  null: () => null,
  bool: (value) => value,
  number: (value) => value,
  string: stringValue,
  list: (values) => values,
  struct: readMarks,
};

const carried = Symbol("bytes of the struct");

interface Carrier extends Struct {
  [carried]?: Uint8Array;
}

/** Attaches bytes to a struct, for the generated code that writes it. */
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

/** Reads a message, and keeps its structs as bytes. */
function readMessage(Message: MessageClass, { buffer, byteOffset, byteLength }: Buffer): protobuf.Message {
  // A `Buffer` would be copied.
  const reader = readerOf(new Uint8Array(buffer, byteOffset, byteLength));
  return Message.deserializeBinaryFromReader(new Message(), reader);
}

/**
 * Returns a reader of a message, and of those in it.
 * @throws RangeError when it ends within a field: the library would read billions of characters behind its end
 */
function readerOf(bytes: Uint8Array): protobuf.BinaryReader {
  requireWholeFields(bytes);
  const reader = new jspb.BinaryReader(bytes);
  reader.readMessage = (message, read) => {
    const inner = reader.readBytes();
    // By its shape: the SDK may have a copy of the library of its own.
    if ("getFieldsMap" in message) carry(message as Struct, inner);
    else read(message, readerOf(inner));
  };
  return reader;
}
