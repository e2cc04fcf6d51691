import { describe, expect, test } from "vitest";
import { type ErrorContext, outcomeError } from "../../../src/invocation/errors.ts";
import { type AddressChoice, resolveAddress } from "../../../src/model/address.ts";
import type { ApiError } from "../../../src/model/outcome.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";

const action = { packageName: "db", actionName: "migrate" };

function failed(result: JsonObject, context: ErrorContext = {}) {
  const activation = {
    activationId: "abc",
    response: { result, status: "application error", success: false },
  };
  return outcomeError(action, { kind: "failed", activation }, context);
}

function rejected(error: Partial<ApiError>, more: { clockOffMs?: number } = {}) {
  const whole: ApiError = { status: 400, origin: "service", message: "no", ...error };
  return outcomeError(action, { kind: "rejected", error: whole, isTemporary: false, ...more });
}

describe("an action that failed", () => {
  const reasonOf = (error: Json): string => failed({ error }).reason;

  test("says its message first, and its stack below, however its error is made", () => {
    const stack = "Error: boom\n    at main (index.js:1:7)\n    at run (node:1)";
    const start = "db/migrate ran and failed (activation abc): application error: ";
    expect(reasonOf({ stack, message: "boom", code: 7 })).toBe(
      `${start}boom {"code":7}\n    at main (index.js:1:7)\n    at run (node:1)`,
    );
    expect(reasonOf({ message: "boom" })).toBe(`${start}boom`);
    expect(reasonOf({ message: "boom", stack: "at x" })).toBe(`${start}boom\nat x`);
    expect(reasonOf({ message: 7 })).toBe(`${start}{"message":7}`);
    expect(reasonOf([1])).toBe(`${start}[1]`);
  });

  test("comes with the command that shows its logs at its address", () => {
    const hintAt = (choice: AddressChoice): string =>
      failed({}, { address: resolveAddress(choice).address }).hint;
    const command = "show its logs: ncf activation logs db/migrate abc";
    expect(hintAt({})).toBe(`${command}; the next up calls the action again`);
    expect(hintAt({ region: "SGN" })).toContain(
      `${command} --endpoint https://sg-cloudfunctions.apigw.ntruss.com --platform vpc;`,
    );
    expect(hintAt({ site: "fin" })).toContain(
      `${command} --endpoint https://cloudfunctions.apigw.fin-ntruss.com --site fin;`,
    );
    expect(hintAt({ apiVersion: "v2.1", platform: "classic" })).toContain(`${command} --api-version v2.1;`);
    expect(failed({}, { isDelete: true }).hint).toMatch(/^read the action's error and logs; then delete/);
  });
});

describe("a failed action", () => {
  test.each<[Json, string]>([
    ["boom", "boom"],
    [{ done: false, code: 7 }, '{"done":false,"code":7}'],
    [null, "null"],
  ])("is told with its own error %j", (error, text) => {
    expect(failed({ error })).toMatchObject({
      code: "NCF_ACTION_FAILED",
      exitCode: 1,
      reason: `db/migrate ran and failed (activation abc): application error: ${text}`,
    });
  });

  test("is reported without a reason when it gave none", () => {
    expect(failed({}).reason).toContain("no reason given");
  });
});

test.each([
  { kind: "notSent", reason: "connection refused" },
  { kind: "rejected", isTemporary: true, error: { status: 429, origin: "gateway", message: "Rate Limited" } },
] as const)(
  "a call of kind $kind that found no retry left keeps its reason, and its hint says so",
  (outcome) => {
    const plain = outcomeError(action, outcome);
    const outOfRetries = outcomeError(action, { ...outcome, isOutOfRetries: true });
    expect([outOfRetries.code, outOfRetries.reason]).toEqual([plain.code, plain.reason]);
    expect(outOfRetries.hint).toContain("used up their 100 shared retries");
    expect(plain.hint).not.toContain("retries that they share");
  },
);

test("a pending activation is reported with its id and the reason why it could not be read", () => {
  const outcome = { kind: "pending", activationId: "abc" } as const;
  expect(outcomeError(action, outcome)).toMatchObject({
    code: "NCF_PENDING",
    exitCode: 5,
    reason: "db/migrate did not finish in time; its activation abc is recorded",
    hint: expect.stringContaining("run up again: it reads activation abc and does not call"),
  });
  expect(outcomeError(action, outcome, { problem: "connection refused" })).toMatchObject({
    code: "NCF_PENDING",
    reason:
      "db/migrate was accepted, but its record cannot be read: connection refused; its activation abc is recorded",
  });
});

test("an activation without a record, long after the call, is reported as unreadable and not as unfinished", () => {
  const outcome = { kind: "pending", activationId: "abc", isOverdue: true } as const;
  expect(outcomeError(action, outcome, { problem: "the API has no record of it" })).toMatchObject({
    code: "NCF_RESULT_UNREADABLE",
    exitCode: 5,
    reason:
      "db/migrate was accepted (activation abc), but its end cannot be read: the API has no record of it",
  });
});

test.each([
  ["succeeded", "NCF_RESULT_UNREADABLE", "but its result cannot be read: connection refused"],
  ["failed", "NCF_ACTION_FAILED", "its error cannot be read: connection refused"],
] as const)("a run that %s, whose record cannot be read, is told as both", (ended, code, text) => {
  const outcome = {
    kind: "unreadable",
    ended,
    activationId: "abc",
    reason: "connection refused",
  } as const;
  expect(outcomeError(action, outcome)).toMatchObject({ code, reason: expect.stringContaining(text) });
});

describe("a refusal", () => {
  test("is reported with the API's message, details and code", () => {
    expect(
      rejected({ status: 404, errorCode: "80301", message: "not found", details: "hello" }),
    ).toMatchObject({
      code: "NCF_REJECTED",
      exitCode: 3,
      reason: "cannot call db/migrate: not found – hello (HTTP 404, code 80301)",
    });
    expect(rejected({ message: "gone", details: "" }).reason).toBe("cannot call db/migrate: gone (HTTP 400)");
  });

  test.each([
    [{ errorCode: "80301" }, "packageName, actionName, platform and region"],
    [{ errorCode: "200" }, "check the access key and the secret key"],
    // An answer without a Date does not tell a wrong clock from wrong keys.
    [{ errorCode: "200" }, "set this machine's clock if it is off by 5 minutes or more"],
    [{ errorCode: "210" }, "access to API Gateway"],
    [{ errorCode: "80002" }, "policy"],
    [{ status: 429, errorCode: "400" }, "ncf:callsPerSecond"],
    [{ errorCode: "80000" }, "the API's error code"],
  ])("%j hints at %s", (error, hint) => {
    expect(rejected(error).hint).toContain(hint);
  });

  test("for the clock names the offset and its direction", () => {
    const behind = rejected({ status: 401, errorCode: "200" }, { clockOffMs: 600_000 });
    expect(behind).toMatchObject({
      code: "NCF_CLOCK_OFF",
      exitCode: 3,
      reason: "cannot call db/migrate: this machine's clock is 10.0 minutes behind the API's",
    });
    expect(rejected({ status: 401 }, { clockOffMs: -450_000 }).reason).toContain("7.5 minutes ahead of");
  });
});

test("a call interrupted before it was sent has a hint how to make it", () => {
  const outcome = { kind: "notSent", reason: "interrupted", isInterrupted: true } as const;
  expect(outcomeError(action, outcome).hint).toBe("run up again to call it");
});

test("a call that was not sent is distinguished from an unknown one", () => {
  expect(outcomeError(action, { kind: "notSent", reason: "connection refused" })).toMatchObject({
    code: "NCF_NOT_SENT",
    exitCode: 4,
    reason: "cannot call db/migrate: connection refused",
  });
  const outcome = { kind: "unknown", reason: "connection reset", delivery: "sent" } as const;
  expect(outcomeError({ packageName: "-", actionName: "hello" }, outcome)).toMatchObject({
    code: "NCF_OUTCOME_UNKNOWN",
    exitCode: 5,
    reason: "unknown whether -/hello ran: connection reset",
  });
});
