import { expect, test } from "vitest";
import { classifyResponse } from "../../../src/client/responses.ts";
import type { TransportResult } from "../../../src/client/transport.ts";

const now = Date.parse("2024-04-25T05:05:38Z");

function response(status: number, body: unknown, headers: Record<string, string> = {}): TransportResult {
  return { kind: "response", status, headers, body: Buffer.from(JSON.stringify(body)) };
}

const activation = (success: boolean): unknown => ({
  content: { activationId: "abc", response: { result: {}, status: "x", success } },
});
const error = (errorCode: string): unknown => ({ error: { errorCode, message: "m" } });

test.each([
  ["a success", response(200, activation(true)), { kind: "succeeded" }],
  ["a failed action", response(502, activation(false)), { kind: "failed" }],
  ["an id alone", response(202, { activationId: "abc" }), { kind: "pending", activationId: "abc" }],
  ["a missing action", response(404, error("80301")), { kind: "rejected", isTemporary: false }],
  ["a redirect", response(302, {}), { kind: "rejected", isTemporary: false }],
  ["a quota", response(429, error("400")), { kind: "rejected", isTemporary: true }],
  ["an error called temporary", response(400, error("80031")), { kind: "rejected", isTemporary: true }],
  ["an endpoint error", response(503, error("500")), { kind: "unknown", delivery: "responseStarted" }],
  ["an endpoint time-out", response(504, error("510")), { kind: "unknown", delivery: "responseStarted" }],
  ["a time-out of a proxy", response(408, {}), { kind: "unknown", delivery: "responseStarted" }],
  ["an error with a 200", response(200, error("80301")), { kind: "unknown", delivery: "responseStarted" }],
  ["a 200 with nothing in it", response(200, {}), { kind: "unknown", delivery: "responseStarted" }],
] as const)("classifies %s", (_what, result, outcome) => {
  expect(classifyResponse(result, now)).toMatchObject(outcome);
});

test("classifies a request as not sent only when no byte of it was written", () => {
  const failure = { kind: "failure", reason: "connection reset" } as const;
  expect(classifyResponse({ ...failure, delivery: "notSent" }, now).kind).toBe("notSent");
  for (const delivery of ["sentInPart", "sent", "responseStarted"] as const) {
    expect(classifyResponse({ ...failure, delivery }, now)).toEqual({
      kind: "unknown",
      reason: "connection reset",
      delivery,
    });
  }
});

test.each([
  ["ten minutes ahead", 401, "200", 600_000, 600_000],
  ["ten minutes behind", 401, "200", -600_000, -600_000],
  ["four minutes ahead", 401, "200", 240_000, undefined],
  ["ten minutes ahead, where the subscription lacks", 401, "210", 600_000, undefined],
  ["ten minutes ahead, with another refusal", 404, "80301", 600_000, undefined],
])("measures the API's clock: %s", (_what, status, code, aheadMs, clockOffMs) => {
  const date = new Date(now + aheadMs).toUTCString();
  const outcome = classifyResponse(response(status, error(code), { date }), now);
  expect(outcome.kind === "rejected" ? outcome.clockOffMs : "not rejected").toBe(clockOffMs);
});

test.each([
  ["7", 7000],
  [new Date(now + 9000).toUTCString(), 9000],
  [new Date(now - 9000).toUTCString(), 0],
  ["soon", undefined],
])("reads Retry-After %s", (value, retryAfterMs) => {
  const outcome = classifyResponse(response(429, error("400"), { "retry-after": value }), now);
  expect(outcome.kind === "rejected" ? outcome.retryAfterMs : "not rejected").toBe(retryAfterMs);
});
