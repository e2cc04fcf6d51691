import { expect, test } from "vitest";
import { previewLines } from "../../../../src/cli/views/previewLines.ts";

test("a preview says what is called with which params, in columns, and nothing of what is kept", () => {
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
        properties: { params: { dsn: "[secret]" } },
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

test("a preview counts checks apart from calls", () => {
  const check = { name: "smoke", type: "ncf:ActionCheck", action: "-/health" };
  expect(previewLines("orders/dev", [{ ...check, step: "check" }])).toEqual([
    "orders/dev: 0 calls, 1 check",
    "  check  smoke  -/health",
  ]);
  expect(previewLines("orders/dev", [{ ...check, step: "keep" }])[0]).toBe("orders/dev: 0 calls");
});
