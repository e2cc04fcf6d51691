import { expect, test } from "vitest";
import { RetryTokenBucket } from "../../../src/client/retry.ts";

function repeat(times: number, act: () => void): void {
  for (let count = 0; count < times; count += 1) act();
}

test("holds a hundred retries, and never less than zero", () => {
  const bucket = new RetryTokenBucket();
  expect(bucket.left).toBe(100);
  repeat(99, () => bucket.take());
  expect(bucket.left).toBe(1);
  repeat(5, () => bucket.take());
  expect(bucket.left).toBe(0);
});

test("is refunded one for ten accepted calls, up to a hundred", () => {
  const bucket = new RetryTokenBucket();
  repeat(100, () => bucket.take());
  repeat(9, () => bucket.refund());
  expect(bucket.left).toBe(0);
  bucket.refund();
  expect(bucket.left).toBe(1);
  repeat(5000, () => bucket.refund());
  expect(bucket.left).toBe(100);
});
