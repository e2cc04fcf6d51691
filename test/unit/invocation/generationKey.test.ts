import * as fc from "fast-check";
import { expect, test } from "vitest";
import { generationKey, parseGenerationKey } from "../../../src/model/resourceKey.ts";

test("the key of a generation can be read", () => {
  const name = { project: "shop", stack: "acme/prod", name: "migrate 'db'", generation: 3 };
  expect(generationKey(name)).toBe("ncf:shop/acme%2Fprod/migrate%20%27db%27/3");
});

const part = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
const generation = fc.record({
  project: part,
  stack: part,
  name: part,
  generation: fc.integer({ min: 1, max: 200 }),
});

test("two generations have two keys, in printable ASCII", () => {
  fc.assert(
    fc.property(generation, generation, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(generationKey(one) === generationKey(other)).toBe(isSame);
      expect(generationKey(one)).toMatch(/^ncf:[\w.!~*()%-]+\/[\w.!~*()%-]+\/[\w.!~*()%-]+\/\d+$/);
    }),
  );
});

test("a key says again which generation it is of", () => {
  fc.assert(
    fc.property(generation, (name) => {
      expect(parseGenerationKey(generationKey(name))).toEqual(name);
    }),
  );
});

test.each(["", "ncf:a/b/c", "ncf:a/b/c/0", "ncf:a/b/c/1/2", "ncf:a/b/%/1", "xncf:a/b/c/1", "ncf:a//c/1"])(
  "%j is the key of no generation",
  (text) => expect(parseGenerationKey(text)).toBeUndefined(),
);

test("half a surrogate pair is no reason to fail", () => {
  expect(generationKey({ project: "p", stack: "s", name: "\uD800", generation: 1 })).toBe(
    "ncf:p/s/%EF%BF%BD/1",
  );
});
