import { expect, test } from "vitest";
import { createDebugLog, loggedView, loggedWorkspace } from "../../../../src/cli/log/debugLog.ts";
import type { EngineProcess, Workspace } from "../../../../src/engine/workspace.ts";
import { handClock } from "../../invocation/handClock.ts";

const secret = "canary-1a2b3c";

function log(): { readonly out: () => string; readonly log: ReturnType<typeof createDebugLog> } {
  let out = "";
  return { out: () => out, log: createDebugLog((text) => (out += text), handClock(), [secret]) };
}

test("a start of the engine is logged with its arguments, its end and its words, and no known secret", async () => {
  const { out, log: written } = log();
  const target = {
    engine: { path: "/bin/pulumi", version: "3.259.0", why: "found on PATH" },
    project: "orders",
    stack: "dev",
    backendUrl: "file:///state",
  } as unknown as Workspace["target"];
  const started: EngineProcess = {
    end: Promise.resolve({ code: 255, signal: null, stdout: "", stderr: `error: bad ${secret}\nmore\n` }),
    interrupt: () => {},
  };
  const workspace = loggedWorkspace({ target, start: () => started }, written);
  expect(await workspace.start(["up", "--yes"]).end).toMatchObject({ code: 255 });
  expect(out()).toBe(`debug    0.000 engine 3.259.0 (/bin/pulumi), orders/dev in file:///state
debug    0.000 start pulumi up --yes
debug    0.000 end pulumi up --yes: exit code 255
debug    0.000 standard error of pulumi up --yes:
  error: bad [secret]
  more
`);
});

test("an event is logged, and shown as without the log", () => {
  const { out, log: written } = log();
  const seen: string[] = [];
  const view = loggedView(
    {
      onEvent: ({ kind }) => seen.push(kind),
      onInvocation: ({ kind }) => seen.push(kind),
      notice: () => seen.push("notice"),
      end: () => seen.push("end"),
    },
    written,
  );
  view.onEvent({ kind: "message", severity: "info", message: `Bearer ${secret}` });
  view.onInvocation({
    kind: "waiting",
    origin: "http://127.0.0.1:1",
    at: 0,
    key: { project: "orders", stack: "dev", name: "migrate" },
    action: { packageName: "db", actionName: "migrate" },
  });
  view.end({ result: "succeeded", failures: [] });
  expect(seen).toEqual(["message", "waiting", "end"]);
  expect(out()).toContain('engine event {"kind":"message","severity":"info","message":"Bearer [secret]"}\n');
  expect(out()).toContain('invocation event {"kind":"waiting"');
  expect(out()).not.toContain(secret);
});
