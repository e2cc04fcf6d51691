import { expect, test } from "vitest";
import { auditLines } from "../../../../src/cli/record/auditLog.ts";
import type { InvocationEventDetail } from "../../../../src/invocation/events.ts";

const at = Date.UTC(2026, 11, 1, 9, 30);
const key = { project: "orders", stack: "prod", name: "migrate" };
const action = { packageName: "db", actionName: "migrate" };

test("each line has time, resource and action, and the ids from the moment they are known", () => {
  const line = auditLines();
  const written = (detail: InvocationEventDetail) => line({ ...detail, at, key, action });
  expect(written({ kind: "waiting", origin: "http://127.0.0.1:1" })).toEqual({
    at: "2026-12-01T09:30:00.000Z",
    project: "orders",
    stack: "prod",
    name: "migrate",
    action: "db/migrate",
    kind: "waiting",
  });
  expect(written({ kind: "calling", generation: 2, claim: "c1", untilAt: at })).toMatchObject({
    key: "ncf:orders/prod/migrate/2",
    claim: "c1",
  });
  expect(written({ kind: "posted", attempt: 1, status: 200, requestId: "r1" })).toMatchObject({
    key: "ncf:orders/prod/migrate/2",
    requestId: "r1",
  });
  written({ kind: "following", activationId: "a1", untilAt: at });
  const onDelete = { packageName: "db", actionName: "rollback" };
  const ended = { kind: "ended", outcome: "succeeded", attempts: 1, generation: 2 } as const;
  expect(written({ ...ended, onDelete })).toMatchObject({ activationId: "a1", onDelete: "db/rollback" });
  expect(written({ kind: "waiting", origin: "http://127.0.0.1:1" })).not.toHaveProperty("key");
});
