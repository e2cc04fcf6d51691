// STAND-IN until part/provider lands
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const sig = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
function plain(value: Value): unknown {
  if (value instanceof SecretValue) return { [sig]: secretSig, value: plain(value.value) };
  if (value instanceof UnknownValue) return unknown;
  if (value instanceof EngineValue) return value.wire;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [k, plain(v as Value)]));
  return value;
}
function back(value: unknown): Value {
  if (value === unknown) return new UnknownValue();
  if (Array.isArray(value)) return value.map(back);
  if (typeof value === "object" && value !== null) {
    const object = value as Record<string, unknown>;
    if (object[sig] === secretSig) return new SecretValue(back(object["value"]));
    return Object.fromEntries(Object.entries(object).map(([k, v]) => [k, back(v)]));
  }
  return value as Value;
}
export function toStruct(value: ValueObject): structs.Struct {
  return structs.Struct.fromJavaScript(plain(value) as never);
}
export function fromStruct(struct: structs.Struct | undefined): ValueObject {
  return back(struct?.toJavaScript() ?? {}) as ValueObject;
}
