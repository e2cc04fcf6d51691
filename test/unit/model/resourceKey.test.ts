import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { generationKey, parseGenerationKey, resourceKeyOfUrn } from "../../../src/model/resourceKey.ts";

test("the key of a generation can be read", () => {
  const name = { project: "shop", stack: "acme/prod", name: "migrate 'db'", generation: 3 };
  expect(generationKey(name)).toBe("ncf:shop/acme%2Fprod/migrate%20%27db%27/3");
});

test("the key of a generation under a parent names the types above it", () => {
  const name = {
    project: "shop",
    stack: "prod",
    parent: "my:index:Site$my:index:Zone",
    name: "warm",
    generation: 1,
  };
  expect(generationKey(name)).toBe("ncf:shop/prod/my%3Aindex%3ASite%24my%3Aindex%3AZone$warm/1");
});

const part = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
const generation = fc.record(
  { project: part, stack: part, parent: part, name: part, generation: fc.integer({ min: 1, max: 200 }) },
  { requiredKeys: ["project", "stack", "name", "generation"] },
);

test("two generations have two keys, in printable ASCII", () => {
  fc.assert(
    fc.property(generation, generation, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(generationKey(one) === generationKey(other)).toBe(isSame);
      expect(generationKey(one)).toMatch(/^ncf:[\w.!~*()%-]+\/[\w.!~*()%-]+\/[\w.!~*()%$-]+\/\d+$/);
    }),
  );
});

test("a key is parsed back to its generation", () => {
  fc.assert(
    fc.property(generation, (name) => {
      expect(parseGenerationKey(generationKey(name))).toEqual(name);
    }),
  );
});

test.each([
  "",
  "ncf:a/b/c",
  "ncf:a/b/c/0",
  "ncf:a/b/c/1/2",
  "ncf:a/b/%/1",
  "xncf:a/b/c/1",
  "ncf:a//c/1",
  "ncf:a/b/$c/1",
  "ncf:a/b/c$d$e/1",
])("%j is the key of no generation", (text) => expect(parseGenerationKey(text)).toBeUndefined());

test("a lone surrogate does not fail", () => {
  expect(generationKey({ project: "p", stack: "s", name: "\uD800", generation: 1 })).toBe(
    "ncf:p/s/%EF%BF%BD/1",
  );
});

describe("the key of a URN", () => {
  const types = ["ncf:index:ActionInvocation", "pulumi-nodejs:dynamic/ncf:ActionInvocation"];

  test.each(types)("is the same for each provider (%s)", (type) => {
    expect(resourceKeyOfUrn(`urn:pulumi:prod::shop::${type}::migrate`)).toEqual({
      project: "shop",
      stack: "prod",
      name: "migrate",
    });
    expect(resourceKeyOfUrn(`urn:pulumi:prod::shop::my:index:Site$my:index:Zone$${type}::a::b`)).toEqual({
      project: "shop",
      stack: "prod",
      parent: "my:index:Site$my:index:Zone",
      name: "a::b",
    });
  });

  test("leaves the stack out of the parents, as the engine does", () => {
    const urn = "urn:pulumi:prod::shop::pulumi:pulumi:Stack$ncf:index:ActionInvocation::migrate";
    expect(resourceKeyOfUrn(urn)).toEqual({ project: "shop", stack: "prod", name: "migrate" });
  });

  test.each(["", "urn:pulumi:prod::shop::a:b:C", "urn:other:prod::shop::a:b:C::name"])(
    "is none for %j",
    (urn) => expect(resourceKeyOfUrn(urn)).toBeUndefined(),
  );
});
