import { expect, test } from "vitest";
import { previewLines } from "../../../../src/cli/views/previewLines.ts";

test("a preview lists the calls with their params in columns, and leaves out unchanged resources", () => {
  const invocation = "ncf:ActionInvocation";
  expect(
    previewLines("orders/dev", [
      {
        step: "keep",
        name: "migrate",
        type: invocation,
        action: "db/migrate",
        properties: { params: { a: 1 } },
      },
      {
        step: "call",
        name: "warm",
        type: invocation,
        action: "-/warm",
        properties: { params: { dsn: { $secret: true } } },
      },
      { step: "create", name: "announce", type: "command:local:Command", properties: { create: "echo" } },
      { step: "forget", name: "old", type: invocation },
    ]),
  ).toEqual([
    "orders/dev: 1 call",
    "  keep    migrate   db/migrate",
    '  call    warm      -/warm                 {"dsn":"[secret]"}',
    '  create  announce  command:local:Command  {"create":"echo"}',
    "  forget  old       ncf:ActionInvocation",
  ]);
});

test("a preview counts and shows the actions that updates and deletions call, with their own params", () => {
  const type = "ncf:ActionInvocation";
  const properties = { params: { a: 1 } };
  expect(
    previewLines("orders/dev", [
      {
        step: "call",
        name: "one",
        type,
        action: "db/alter",
        params: { id: "${previous.result.id}" },
        properties,
      },
      { step: "call", name: "two", type, action: "db/alter", properties },
      { step: "update", name: "three", type, action: "db/make", properties },
      { step: "delete", name: "four", type, action: "db/drop", params: { token: { $secret: true } } },
      { step: "delete", name: "five", type: "command:local:Command" },
    ]),
  ).toEqual([
    "orders/dev: 3 calls",
    '  call    one    db/alter               {"id":"${previous.result.id}"}',
    '  call    two    db/alter               {"a":1}',
    "  update  three  db/make",
    '  delete  four   db/drop                {"token":"[secret]"}',
    "  delete  five   command:local:Command",
  ]);
});

test("a preview counts checks apart from calls", () => {
  const check = { name: "smoke", type: "ncf:ActionCheck", action: "-/health" };
  expect(previewLines("orders/dev", [{ ...check, step: "check" }])).toEqual([
    "orders/dev: 0 calls, 1 check",
    "  check  smoke  -/health",
  ]);
  expect(previewLines("orders/dev", [{ ...check, step: "keep" }])[0]).toBe("orders/dev: 0 calls");
});
