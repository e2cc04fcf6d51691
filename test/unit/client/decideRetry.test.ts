import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decideRetry, type RetryInput } from "../../../src/client/retry.ts";
import type { Outcome } from "../../../src/model/outcome.ts";

const error = { status: 429, origin: "gateway", message: "" } as const;
const notSent: Outcome = { kind: "notSent", reason: "connection refused" };
const busy: Outcome = { kind: "rejected", error, isTemporary: true };
const input: RetryInput = {
  attempts: 1,
  maxAttempts: 4,
  outcome: notSent,
  wasClockCorrected: false,
  retriesLeft: 100,
  notBeforeAt: 0,
  untilAt: 60_000,
  now: 0,
  random: 0.5,
};

test("waits a random part of a doubling delay after a call that was not sent", () => {
  expect(decideRetry(input)).toEqual({ kind: "retry", afterMs: 100 });
  expect(decideRetry({ ...input, attempts: 3 })).toEqual({ kind: "retry", afterMs: 400 });
  expect(decideRetry({ ...input, attempts: 30, maxAttempts: 99 })).toEqual({
    kind: "retry",
    afterMs: 5000,
  });
});

test("waits for the Retry-After of the API, and stops when it exceeds the budget", () => {
  const withRetryAfter = (retryAfterMs: number): RetryInput => ({
    ...input,
    outcome: { ...busy, retryAfterMs },
  });
  expect(decideRetry(withRetryAfter(7000))).toEqual({ kind: "retry", afterMs: 7000 });
  expect(decideRetry(withRetryAfter(61_000))).toEqual({ kind: "stop" });
});

test("stops after the last attempt, and after a permanent refusal", () => {
  expect(decideRetry({ ...input, attempts: 4 })).toEqual({ kind: "stop" });
  expect(decideRetry({ ...input, outcome: { ...busy, isTemporary: false } })).toEqual({ kind: "stop" });
});

test("waits for the rate limit of the namespace, and stops when that exceeds the budget", () => {
  expect(decideRetry({ ...input, now: 1000, notBeforeAt: 8000 })).toEqual({
    kind: "retry",
    afterMs: 7000,
  });
  expect(decideRetry({ ...input, now: 8000, notBeforeAt: 1000 })).toEqual({ kind: "retry", afterMs: 100 });
  expect(decideRetry({ ...input, notBeforeAt: 60_001 })).toEqual({ kind: "stop" });
});

test("stops without a retry left, and reports it when it would have retried", () => {
  expect(decideRetry({ ...input, retriesLeft: 0 })).toEqual({ kind: "stop", isOutOfRetries: true });
  expect(decideRetry({ ...input, retriesLeft: 0, attempts: 4 })).toEqual({ kind: "stop" });
  expect(decideRetry({ ...input, retriesLeft: 0, now: 60_001 })).toEqual({ kind: "stop" });
});

test("corrects the clock once, even without a retry or an attempt left", () => {
  const off = {
    ...input,
    retriesLeft: 0,
    attempts: 1,
    maxAttempts: 1,
    outcome: { ...busy, isTemporary: false, clockOffMs: 600_000 },
  };
  expect(decideRetry(off)).toEqual({ kind: "retry", afterMs: 0, correctClockMs: 600_000 });
  expect(decideRetry({ ...off, wasClockCorrected: true })).toEqual({ kind: "stop" });
});

test("never repeats a call that may have run", () => {
  const activation = { activationId: "a", response: { result: {}, status: "", success: true } };
  const ran = fc.constantFrom<Outcome>(
    { kind: "succeeded", activation },
    { kind: "failed", activation },
    { kind: "pending", activationId: "a" },
    { kind: "unknown", reason: "", delivery: "sentInPart" },
    { kind: "unknown", reason: "", delivery: "sent" },
    { kind: "unknown", reason: "", delivery: "responseStarted" },
  );
  fc.assert(
    fc.property(
      ran,
      fc.nat(9),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (outcome, attempts, random) => {
        expect(decideRetry({ ...input, outcome, attempts, random })).toEqual({ kind: "stop" });
      },
    ),
  );
});

test("never starts an attempt after the budget", () => {
  const outcomes = fc.oneof(
    fc.constant(notSent),
    fc.nat(90_000).map((retryAfterMs): Outcome => ({ ...busy, retryAfterMs })),
    fc.integer().map((clockOffMs): Outcome => ({ ...busy, clockOffMs })),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(outcomes, fc.double({ min: 0, max: 0.99, noNaN: true }))), (steps) => {
      let now = 0;
      for (const [index, [outcome, random]] of steps.entries()) {
        const decision = decideRetry({
          ...input,
          attempts: index + 1,
          maxAttempts: 99,
          outcome,
          now,
          random,
        });
        if (decision.kind === "stop") break;
        now += decision.afterMs;
      }
      expect(now).toBeLessThanOrEqual(input.untilAt);
    }),
  );
});
