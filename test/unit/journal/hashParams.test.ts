import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { areSameParams, hashParams } from "../../../src/journal/hashParams.ts";
import { Secret } from "../../../src/model/secret.ts";

const key = new Secret("canary");

test("params that are equal have one hash, others another", () => {
  const hash = hashParams({ a: 1, b: { c: "x", d: null } }, key);
  expect(hashParams({ b: { d: null, c: "x" }, a: 1 }, key)).toBe(hash);
  expect(hashParams({ a: 1, b: { c: "y", d: null } }, key)).not.toBe(hash);
  expect(hash).toMatch(/^[\w-]{8}\.[\w-]{43}$/);
});

test("a guess at the params cannot be tried without the secret key", () => {
  const hash = hashParams({ password: "1234" }, key);
  expect(hashParams({ password: "1234" }, new Secret("another"))).not.toBe(hash);
  expect(createHash("sha256").update('{"password":"1234"}').digest("base64url")).not.toBe(hash.slice(9));
});

test("hashes tell whether params are the same, but not over a change of credentials", () => {
  const hash = hashParams({ a: 1 }, key);
  expect(areSameParams(hash, hashParams({ a: 1 }, key))).toBe(true);
  expect(areSameParams(hash, hashParams({ a: 2 }, key))).toBe(false);
  expect(areSameParams(hash, hashParams({ a: 1 }, new Secret("another")))).toBeUndefined();
});
