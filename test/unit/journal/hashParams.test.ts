import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { areSameParams, hashParams, hashParamsOfKey } from "../../../src/journal/hashParams.ts";
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

test("hashes show whether params are the same, but not after a change of credentials", () => {
  const hash = hashParams({ a: 1 }, key);
  expect(areSameParams(hash, hashParams({ a: 1 }, key))).toBe(true);
  expect(areSameParams(hash, hashParams({ a: 2 }, key))).toBe(false);
  expect(areSameParams(hash, hashParams({ a: 1 }, new Secret("another")))).toBeUndefined();
});

test("hashes of a permanently recorded step match after a change of credentials", () => {
  const step = { project: "shop", stack: "prod", name: "notify" };
  const hash = hashParamsOfKey({ a: 1 }, step);
  expect(areSameParams(hash, hashParamsOfKey({ a: 1 }, step))).toBe(true);
  expect(areSameParams(hash, hashParamsOfKey({ a: 2 }, step))).toBe(false);
  expect(hashParamsOfKey({ a: 1 }, { ...step, name: "warm" })).not.toBe(hash);
});
