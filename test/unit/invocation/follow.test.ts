import { expect, test } from "vitest";
import type { ActivationResponse } from "../../../src/client/responses.ts";
import type { ActivationQuery } from "../../../src/client/cloudFunctions.ts";
import { follow, type FollowedActivation } from "../../../src/invocation/follow.ts";
import { type Address, resolveAddress } from "../../../src/model/address.ts";
import { handClock } from "./handClock.ts";

const question = {
  address: resolveAddress({}).address as Address,
  action: { packageName: "-", actionName: "hello" },
  activationId: "abc",
} satisfies ActivationQuery;
/** Longer after the start than any wait. */
const settledAt = handClock().now() + 3_600_000;
const pending = { kind: "pending", activationId: "abc" };
const notYet: ActivationResponse = { kind: "notYet" };
const unreadable: ActivationResponse = { kind: "unreadable", reason: "connection reset" };

function found(success: boolean): ActivationResponse {
  const activation = { activationId: "abc", response: { result: {}, status: "word", success } };
  return { kind: "found", activation };
}

/** Follows an activation whose answers come in turn; the last one comes again and again. */
function scene(
  answers: readonly ActivationResponse[],
  waitForMs = 60_000,
  known: Partial<FollowedActivation> = {},
) {
  const clock = handClock();
  const asked: ActivationQuery[] = [];
  const functions = {
    activation: async (one: ActivationQuery) => {
      asked.push(one);
      return answers[Math.min(asked.length, answers.length) - 1] as ActivationResponse;
    },
  };
  const untilAt = clock.now() + waitForMs;
  return {
    asked,
    clock,
    untilAt,
    followed: () => follow({ ...question, settledAt, ...known }, { functions, clock, untilAt }),
  };
}

test.each([
  [true, "succeeded"],
  [false, "failed"],
])("a record that is there at once is read without a pause (success %s)", async (success, kind) => {
  const { followed, asked, clock, untilAt } = scene([found(success)]);
  expect(await followed()).toMatchObject({ outcome: { kind, activation: { activationId: "abc" } } });
  expect(asked).toEqual([{ ...question, untilAt }]);
  expect(clock.slept).toEqual([]);
});

test("a record that cannot be seen yet, and faults on the way, are waited out", async () => {
  const { followed, asked } = scene([notYet, unreadable, notYet, found(true)]);
  expect(await followed()).toMatchObject({ outcome: { kind: "succeeded" } });
  expect(asked).toHaveLength(4);
});

test("a lag of 40 seconds is waited out with pauses that grow to 5 seconds", async () => {
  const { followed, clock, asked } = scene([...Array.from({ length: 14 }, () => notYet), found(true)]);
  const startedAt = clock.now();
  expect(await followed()).toMatchObject({ outcome: { kind: "succeeded" } });
  expect(clock.slept.slice(0, 3)).toEqual([250, 375, 562.5]);
  expect(clock.slept.at(-1)).toBe(5000);
  expect(clock.now() - startedAt).toBeGreaterThan(40_000);
  expect(asked.length).toBeLessThan(20);
});

test("a refusal ends it immediately, with the message of the API", async () => {
  const error = { status: 403, origin: "service", message: "not allowed" } as const;
  const { followed, clock } = scene([{ kind: "refused", error }]);
  expect(await followed()).toEqual({
    outcome: pending,
    problem: "the API refuses to show it: not allowed",
  });
  expect(clock.slept).toEqual([]);
});

test("at the deadline it is still pending after one more poll", async () => {
  const { followed, clock, untilAt, asked } = scene([notYet], 1000);
  expect(await followed()).toEqual({ outcome: pending });
  expect(clock.now()).toBe(untilAt);
  expect(asked).toHaveLength(clock.slept.length + 1);
});

test("without any time it is polled once", async () => {
  const { followed, asked } = scene([unreadable], 0);
  expect(await followed()).toEqual({ outcome: pending, problem: "connection reset" });
  expect(asked).toHaveLength(1);
});

test("responses that never arrive are aborted at the deadline, and again ten seconds later", async () => {
  for (const waitForMs of [0, 1000, 60_000]) {
    const clock = handClock();
    const startedAt = clock.now();
    const functions = {
      // A request of its own takes up to 55 seconds.
      activation: async ({ untilAt: cutAt = Infinity }: ActivationQuery) => {
        await clock.sleep(Math.min(55_000, cutAt - clock.now()));
        return unreadable;
      },
    };
    const { outcome } = await follow(
      { ...question, settledAt },
      { functions, clock, untilAt: startedAt + waitForMs },
    );
    expect(outcome).toEqual(pending);
    expect(clock.now() - startedAt).toBe(waitForMs + 10_000);
  }
});

test("a machine that was suspended past the deadline polls once more when it resumes", async () => {
  const { clock, untilAt } = scene([]);
  const asked: ActivationQuery[] = [];
  const functions = {
    activation: async (one: ActivationQuery) => {
      if (asked.push(one) === 2) return found(true);
      await clock.sleep(3_600_000);
      return unreadable;
    },
  };
  const { outcome } = await follow({ ...question, settledAt }, { functions, clock, untilAt });
  expect(outcome.kind).toBe("succeeded");
  expect(asked[1]?.untilAt).toBe(clock.now() + 10_000);
});

test("a record that is not there after the run must have ended is missing, and not waited for", async () => {
  const known = { settledAt: handClock().now() };
  const { followed, clock } = scene([notYet], 60_000, known);
  expect(await followed()).toEqual({
    outcome: { ...pending, isOverdue: true },
    problem: "the API has no record of it",
  });
  expect(clock.slept).toEqual([]);
});

test("when the run must have ended by then, the record is polled at that time and not again", async () => {
  const known = { settledAt: handClock().now() + 30_000 };
  const { followed, clock } = scene([notYet], 60_000, known);
  expect(await followed()).toMatchObject({ outcome: { isOverdue: true } });
  expect(clock.now()).toBe(known.settledAt);
});

test("faults after the run must have ended are waited out for ten seconds", async () => {
  const known = { settledAt: handClock().now(), ended: "succeeded" } as const;
  expect(await scene([unreadable, found(true)], 60_000, known).followed()).toMatchObject({
    outcome: { kind: "succeeded", activation: { activationId: "abc" } },
  });
  const { followed, clock } = scene([unreadable], 60_000, known);
  expect(await followed()).toEqual({
    outcome: { kind: "unreadable", ended: "succeeded", activationId: "abc", reason: "connection reset" },
  });
  expect(clock.now() - known.settledAt).toBe(10_000);
});
