import { expect, test } from "vitest";
import type { PreviewStep } from "../../../../src/cli/stack/previewSteps.ts";
import { previewLines } from "../../../../src/cli/views/previewLines.ts";

test("a preview lists the calls with their params in columns, and leaves out unchanged resources", () => {
  const invocation = "ncf:ActionInvocation";
  expect(
    previewLines("orders/dev", [
      {
        step: "keep",
        reasons: [],
        name: "migrate",
        type: invocation,
        action: "db/migrate",
        properties: { params: { a: 1 } },
      },
      {
        step: "call",
        reasons: [],
        name: "warm",
        type: invocation,
        action: "-/warm",
        properties: { params: { dsn: { $secret: true } } },
      },
      {
        step: "create",
        reasons: [],
        name: "announce",
        type: "command:local:Command",
        properties: { create: "echo" },
      },
      { step: "forget", reasons: [{ kind: "removed" }], name: "old", type: invocation },
    ]),
  ).toEqual([
    "orders/dev: 1 call",
    "  keep    migrate   db/migrate",
    '  call    warm      -/warm                                     {"dsn":"[secret]"}',
    '  create  announce  command:local:Command                      {"create":"echo"}',
    "  forget  old       ncf:ActionInvocation   no longer declared",
  ]);
});

test("a preview counts and shows the actions that updates and deletions call, with their own params", () => {
  const type = "ncf:ActionInvocation";
  const properties = { params: { a: 1 } };
  expect(
    previewLines("orders/dev", [
      {
        step: "call",
        reasons: [],
        name: "one",
        type,
        action: "db/alter",
        params: { id: "${previous.result.id}" },
        properties,
      },
      { step: "call", reasons: [], name: "two", type, action: "db/alter", properties },
      { step: "update", reasons: [], name: "three", type, action: "db/make", properties },
      {
        step: "delete",
        reasons: [],
        name: "four",
        type,
        action: "db/drop",
        params: { token: { $secret: true } },
      },
      { step: "delete", reasons: [], name: "five", type: "command:local:Command" },
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
  expect(previewLines("orders/dev", [{ ...check, reasons: [], step: "check" }])).toEqual([
    "orders/dev: 0 calls, 1 check",
    "  check  smoke  -/health",
  ]);
  expect(previewLines("orders/dev", [{ ...check, reasons: [], step: "keep" }])[0]).toBe(
    "orders/dev: 0 calls",
  );
});

test("a preview says why: a word in the line, and what changed below it, never a secret", () => {
  const step = { type: "ncf:ActionInvocation", action: "db/migrate", properties: { params: { v: "2" } } };
  const local = { endpoint: "http://127.0.0.1:9", platform: "classic", apiVersion: "v2.0" } as const;
  const cloud = { ...local, endpoint: "https://cloudfunctions.apigw.ntruss.com", site: "public" } as const;
  const steps: readonly PreviewStep[] = [
    { ...step, name: "first", step: "call", reasons: [{ kind: "new" }] },
    {
      ...step,
      name: "second",
      step: "call",
      reasons: [
        { kind: "addressChanged", old: local, new: cloud },
        { kind: "paramChanged", pointer: "/params/v", old: "1", new: "2" },
        { kind: "paramChanged", pointer: "/params/gone", old: "x".repeat(70) },
        { kind: "paramChanged", pointer: "/params/dsn", isSecret: true },
        { kind: "triggerChanged", pointer: "/triggers/0", old: "r1", new: "r2" },
        { kind: "failedBefore" },
      ],
    },
    { ...step, name: "third", step: "notTargeted", reasons: [] },
  ];
  expect(previewLines("orders/dev", steps)).toEqual([
    "orders/dev: 2 calls",
    '  call          first   db/migrate  new            {"v":"2"}',
    '  call          second  db/migrate  failed before  {"v":"2"}',
    "                address: http://127.0.0.1:9 (platform classic, API v2.0) -> https://cloudfunctions.apigw.ntruss.com (site public, platform classic, API v2.0)",
    '                params.v: "1" -> "2"',
    `                params.gone: "${"x".repeat(59)}… -> (none)`,
    "                params.dsn: changed, [secret]",
    '                triggers.0: "r1" -> "r2"',
    "  not targeted  third   db/migrate",
    "hint: calls go to another address than before; without a confirmation, ncf up requires --allow-address-change",
  ]);
});

test("what an earlier step decides counts apart, with the value that decides", () => {
  const type = "ncf:ActionInvocation";
  const unknown = { kind: "paramChanged", pointer: "/params/t", old: 3, isUnknown: true } as const;
  const maybe = { type, step: "mayCall", action: "-/warm", reasons: [unknown], dependsOn: ["a.result.t"] };
  const steps: readonly PreviewStep[] = [
    { name: "a", type, step: "call", action: "-/a", reasons: [{ kind: "rerun" }] },
    { ...maybe, name: "b", reasons: [{ ...unknown, expression: "${a.result.t}" }] },
    { ...maybe, name: "c", dependsOn: ["a.result.t", "a.result.u"] },
  ];
  expect(previewLines("orders/dev", steps)).toEqual([
    "orders/dev: 1 call, 2 more if a.result.t or a.result.u changes",
    "  call      a  -/a     re-run",
    "  may call  b  -/warm",
    "            params.t: 3 -> ${a.result.t}",
    "  may call  c  -/warm",
    "            params.t: 3 -> known during the run",
  ]);
});

test("a new name of an invocation is told with the alias to write", () => {
  const step: PreviewStep = {
    name: "heat",
    type: "ncf:ActionInvocation",
    step: "call",
    action: "-/warm",
    reasons: [{ kind: "new" }],
    renamedFrom: "warm",
  };
  expect(previewLines("orders/dev", [step]).at(-1)).toBe(
    "hint: heat has the action and params of warm; if it is its new name, add options: { aliases: [{ name: warm }] } to heat, and nothing is called",
  );
});
