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
