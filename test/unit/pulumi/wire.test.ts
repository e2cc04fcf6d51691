import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import providerMessages from "@pulumi/pulumi/proto/provider_pb.js";
import providers from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, test } from "vitest";
import {
  EngineValue,
  SecretValue,
  UnknownValue,
  type Value,
  type ValueObject,
} from "../../../src/model/value.ts";
import { fromMarkedJson, toMarkedJson } from "../../../src/pulumi/marks.ts";
import { fromWire, toWire, wireService } from "../../../src/pulumi/wire.ts";

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What the engine reads: the struct by the generated code. */
function asEngineSees(value: Value): unknown {
  return structs.Struct.deserializeBinary(toWire({ value }).serializeBinary()).toJavaScript()["value"];
}

/** Takes what the engine writes, by the generated code. */
function fromEngine(value: structs.JavaScriptValue): Value {
  const struct = structs.Struct.fromJavaScript({ value });
  return fromWire(structs.Struct.deserializeBinary(struct.serializeBinary()))["value"] as Value;
}

const roundTrip = (value: Value): Value => fromWire(toWire({ value }))["value"] as Value;

/** Whether any part of a value would make the engine act. */
function holdsMark(value: unknown): boolean {
  if (value === unknownString) return true;
  if (typeof value !== "object" || value === null) return false;
  return signatureKey in value || Object.values(value).some(holdsMark);
}

describe("a value on the wire", () => {
  test("any JSON value arrives as it was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(roundTrip(value as Value))).toBe(JSON.stringify(value));
      }),
    );
  });

  test("the engine and this module read each other's values", () => {
    // The generated code loses this key.
    const value = fc.jsonValue().filter((one) => !JSON.stringify(one).includes("__proto__"));
    fc.assert(
      fc.property(value, (one) => {
        const plain = JSON.parse(JSON.stringify(one)) as structs.JavaScriptValue;
        expect(asEngineSees(plain as Value)).toEqual(plain);
        expect(fromEngine(plain)).toEqual(plain);
      }),
    );
  });

  test("keys that every JavaScript object has are keys like all others", () => {
    const value = JSON.parse(
      '{"toString":"t","constructor":{"hasOwnProperty":1},"__proto__":{"a":1},"b":2}',
    ) as Value;
    expect(JSON.stringify(roundTrip(value))).toBe(JSON.stringify(value));
  });

  test("a number that JSON cannot carry is null, as JSON has it", () => {
    expect(roundTrip([Number.NaN, Number.POSITIVE_INFINITY, -0.5])).toEqual([null, null, -0.5]);
  });

  test("long strings and deep values grow the buffer", () => {
    const value = {
      long: "ä".repeat(100_000),
      deep: deep(500),
      many: Array.from({ length: 5000 }, (_, n) => `${n}`),
    };
    expect(roundTrip(value)).toEqual(value);
    expect(asEngineSees({ ...value, deep: null })).toEqual({ ...value, deep: null });
  });
});

test("a field of a struct that this version does not know is skipped", () => {
  const known = Buffer.from(toWire({ a: 1 }).serializeBinary());
  const unknownField = Buffer.from([0x3a, 3, 1, 2, 3]);
  const { check } = wireService(providers.ResourceProviderService);
  const struct = Buffer.concat([unknownField, known]);
  const bytes = Buffer.concat([Buffer.from([0x1a, struct.length]), struct]);
  const request = check.requestDeserialize(bytes);
  expect(fromWire(request.getNews())).toEqual({ a: 1 });
});

describe("marks", () => {
  test("a secret is marked at any depth, also inside a list", () => {
    const secret = { [signatureKey]: secretSignature, value: { password: "hunter2" } };
    const value = [{ db: new SecretValue({ password: "hunter2" }) }];
    expect(asEngineSees(value)).toEqual([{ db: secret }]);
    expect(fromEngine([{ db: secret }])).toEqual(value);
  });

  test("a secret in a secret is one secret", () => {
    const inner = { [signatureKey]: secretSignature, value: "hunter2" };
    expect(fromEngine({ [signatureKey]: secretSignature, value: inner })).toEqual(new SecretValue("hunter2"));
  });

  test("an unknown value is the engine's sentinel, and each of its sentinels is an unknown value", () => {
    expect(asEngineSees([new UnknownValue("${a.result}")])).toEqual([unknownString]);
    expect(fromEngine(["dd056dcd-154b-4c76-9bd3-c8f88648b5ff", unknownString])).toEqual([
      new UnknownValue(),
      new UnknownValue(),
    ]);
  });

  test("an output value is what it holds: known, unknown or secret", () => {
    const mark = { [signatureKey]: outputSignature, dependencies: ["urn:pulumi:dev::p::t::n"] };
    expect(fromEngine([{ ...mark, value: { a: 1 } }, mark, { ...mark, value: 1, secret: true }])).toEqual([
      { a: 1 },
      new UnknownValue(),
      new SecretValue(1),
    ]);
    expect(fromEngine({ ...mark, secret: true })).toEqual(new SecretValue(new UnknownValue()));
  });

  test("an asset and a reference to a resource pass unchanged", () => {
    const asset = { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", text: "hello" };
    const reference = {
      [signatureKey]: "5cf8f73096256a8f31e491e813e4eb8e",
      urn: "urn:pulumi:dev::p::t::n",
      id: "7",
    };
    const value = fromEngine([asset, reference]) as readonly Value[];
    expect(value.every((one) => one instanceof EngineValue)).toBe(true);
    expect(asEngineSees(value)).toEqual([asset, reference]);
  });
});

test("a secret whose plaintext is not JSON is refused without a part of it", () => {
  const value = { [signatureKey]: secretSignature, plaintext: "canary-1" };
  expect(() => fromEngine(value)).toThrow(/^the plaintext of a secret is not JSON$/);
});

describe("data that looks like a mark", () => {
  const cases = JSON.parse(
    readFileSync(new URL("../../cases/marksInResult.json", import.meta.url), "utf8"),
  ) as ValueObject[];

  test.each(cases.map((one) => [JSON.stringify(one), one]))("%s never acts on the engine", (_text, value) => {
    expect(holdsMark(value)).toBe(true);
    expect(holdsMark(asEngineSees(value))).toBe(false);
    expect(fromEngine(asEngineSees(value) as structs.JavaScriptValue)).toEqual(value);
  });

  test("text that already looks escaped is unchanged", () => {
    const value = {
      [`ncf-escaped:${signatureKey}`]: "ncf-escaped:",
      'ncf-escaped:ncf-escaped:"': unknownString,
    };
    expect(roundTrip(value)).toEqual(value);
  });

  test("a lone surrogate, which the engine refuses, is unchanged", () => {
    const value = { "\ud800": "\udc00 and \ud83d\ude00" };
    const seen = asEngineSees(value) as Record<string, string>;
    expect(/\p{Surrogate}/u.test(JSON.stringify(seen))).toBe(false);
    expect(roundTrip(value)).toEqual(value);
  });

  test("any object with marks anywhere is unchanged and never interpreted", () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(signatureKey, unknownString, secretSignature, "ncf-escaped:", "value"),
    );
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(text, fc.array(tie("tree")), fc.dictionary(text, tie("tree"))),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        expect(holdsMark(asEngineSees(value as Value))).toBe(false);
        expect(roundTrip(value as Value)).toEqual(value);
      }),
    );
  });
});

describe("JSON with marks", () => {
  test("is the struct in JSON, both ways", () => {
    const value: ValueObject = {
      s: [new SecretValue({ a: "ncf-escaped:" })],
      u: { v: new UnknownValue() },
      data: { [signatureKey]: secretSignature, value: unknownString },
    };
    expect(toMarkedJson(value)).toEqual(
      structs.Struct.deserializeBinary(toWire(value).serializeBinary()).toJavaScript(),
    );
    expect(fromMarkedJson(toMarkedJson(value))).toEqual(value);
  });

  test("passes assets unchanged", () => {
    const json = { asset: { [signatureKey]: "c44067f5952c0a294b673a41bacd8c17", text: "hello" } };
    expect(toMarkedJson(fromMarkedJson(json))).toEqual(json);
  });
});

describe("messages of a wire service", () => {
  test.each([
    ["a string", [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x61]],
    ["a message in it", [0x12, 0x05, 0x0a]],
    ["a string of a message in it", [0x0a, 0x04, 0x0a, 0x7f, 0x61, 0x61]],
    ["a number", [0x18, 0xff]],
    ["a group", [0x0b, 0x0c]],
  ])("that end within %s are refused", (_what, bytes) => {
    const { configure } = wireService(providers.ResourceProviderService);
    expect(() => configure.requestDeserialize(Buffer.from(bytes))).toThrow(RangeError);
  });

  const { check } = wireService(providers.ResourceProviderService);
  const value = { params: { __proto__x: 1, s: new SecretValue([1, "é"]), u: new UnknownValue() } };

  test("carry a struct in both directions, with their other fields", () => {
    const request = new providerMessages.CheckRequest()
      .setUrn("urn:pulumi:dev::p::t::n")
      .setNews(toWire(value));
    const read = check.requestDeserialize(check.requestSerialize(request));
    expect(read.getUrn()).toBe("urn:pulumi:dev::p::t::n");
    expect(read.getOlds()).toBeUndefined();
    expect(fromWire(read.getNews())).toEqual(value);
  });

  test("pass a struct on unchanged", () => {
    const request = new providerMessages.CheckRequest().setNews(toWire(value));
    const read = check.requestDeserialize(check.requestSerialize(request));
    const response = new providerMessages.CheckResponse().setInputs(read.getNews());
    response.addFailures(new providerMessages.CheckFailure().setReason("because"));
    const seen = check.responseDeserialize(check.responseSerialize(response));
    expect(fromWire(seen.getInputs())).toEqual(value);
    expect(seen.getFailuresList()[0]?.getReason()).toBe("because");
  });

  test("read an empty struct as an empty object", () => {
    const request = new providerMessages.CheckRequest().setNews(toWire({}));
    const read = check.requestDeserialize(check.requestSerialize(request));
    expect(read.hasNews()).toBe(true);
    expect(fromWire(read.getNews())).toEqual({});
  });
});

function deep(levels: number): Value {
  return levels === 0 ? "bottom" : { level: [deep(levels - 1)] };
}
