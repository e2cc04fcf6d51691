import type { RecordedEvent, ResourceRecord, RunRecord } from "../../../../src/cli/record/runRecord.ts";

/** Start of every sample, epoch milliseconds. */
export const startedAt = Date.UTC(2026, 11, 1, 9, 30);

/** Makes a resource that starts and ends so many milliseconds after the run. */
export function sampleResource(
  name: string,
  { from = 100, to = 600, ...more }: Partial<ResourceRecord> & { from?: number; to?: number } = {},
): ResourceRecord {
  return {
    name,
    type: "ncf:ActionInvocation",
    action: "db/migrate",
    after: [],
    outcome: "succeeded",
    step: "create",
    startedAt: startedAt + from,
    endedAt: startedAt + to,
    events: sampleEvents(from, to),
    ...more,
  };
}

/** Makes the events of a call that is accepted at its second attempt. */
function sampleEvents(from: number, to: number): readonly RecordedEvent[] {
  const at = (share: number): number => startedAt + from + Math.round((to - from) * share);
  return [
    { kind: "waiting", origin: "http://127.0.0.1:1", at: at(0) },
    { kind: "acquired", at: at(0.1) },
    { kind: "calling", at: at(0.2), generation: 1, claim: "c1", untilAt: at(2) },
    { kind: "posting", at: at(0.2), attempt: 1 },
    { kind: "posted", at: at(0.4), attempt: 1, status: 429, requestId: "request-1" },
    { kind: "retrying", at: at(0.4), attempts: 1, delayMs: 100, reason: "HTTP 429" },
    { kind: "posting", at: at(0.6), attempt: 2 },
    { kind: "posted", at: at(0.9), attempt: 2, status: 200, requestId: "request-2" },
    { kind: "recorded", at: at(1), claim: "c1", end: "succeeded" },
    { kind: "ended", at: at(1), outcome: "succeeded", attempts: 2, generation: 1, activationId: "a1" },
  ];
}

/** Makes a record of resources that took one second. */
export function sampleRun(resources: readonly ResourceRecord[], more: Partial<RunRecord> = {}): RunRecord {
  return {
    ncfRun: 1,
    id: "2026-12-01T09-30-00.000Z-up-orders-prod",
    kind: "up",
    project: "orders",
    stack: "prod",
    file: "stack.yaml",
    startedAt,
    endedAt: startedAt + 1000,
    result: "succeeded",
    by: { host: "ci", version: "1.0.0", engine: "3.259.0" },
    backend: "file:///state",
    journal: "/state/.ncf-journal/orders/prod",
    resources,
    failures: [],
    messages: [],
    ...more,
  };
}

/** Text that each format must keep from meaning anything. */
const hostile = `"><script>alert(1)</script>'&<img src=x onerror=alert(2)>]]>-->\u202e\u0000\u001b[31m\n::error::x\n##[error]y \`a\` #quot; {{1}} \\n \ud800`;

/** Makes a record that has a text wherever a record has foreign text. */
export function hostileRun(): RunRecord {
  const events: readonly RecordedEvent[] = [
    { kind: "waiting", origin: "http://127.0.0.1:1", at: startedAt + 10 },
    { kind: "calling", at: startedAt + 20, generation: 1, claim: hostile, untilAt: startedAt },
    { kind: "posting", at: startedAt + 20, attempt: 1 },
    { kind: "retrying", at: startedAt + 30, attempts: 1, delayMs: 10, reason: hostile },
    {
      kind: "ended",
      at: startedAt + 90,
      outcome: "failed",
      attempts: 2,
      generation: 1,
      activationId: hostile,
    },
  ];
  const value = { value: { [hostile]: [hostile] } };
  const one = {
    ...sampleResource(`${hostile}-1`, { from: 10, to: 90, events, outcome: "failed" }),
    type: hostile,
    action: hostile,
    step: hostile,
    params: value,
    result: { start: hostile, length: 99_999 },
    activationId: hostile,
    address: hostile,
    logs: { lines: [hostile], omitted: 3 },
  };
  return sampleRun([one, { ...one, name: `${hostile}-2`, after: [one.name] }], {
    id: hostile,
    project: hostile,
    stack: hostile,
    file: hostile,
    result: "failed",
    by: { user: hostile, host: hostile, run: `javascript:${hostile}`, version: hostile, engine: hostile },
    backend: hostile,
    journal: hostile,
    failures: [
      {
        name: one.name,
        code: hostile,
        reason: hostile,
        hint: hostile,
        details: [hostile],
        file: hostile,
        line: 1,
        column: 2,
      },
      { name: hostile, code: hostile, reason: hostile, hint: hostile, details: [] },
    ],
    messages: [{ at: startedAt, severity: "warning", message: hostile, name: hostile }],
    outputs: { [hostile]: value },
  });
}
