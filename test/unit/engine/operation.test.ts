import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { runOperation, type Operation, type ServedProvider } from "../../../src/engine/operation.ts";
import type { StackEvent } from "../../../src/engine/stackEvents.ts";
import { makeWorkspace } from "../../../src/engine/workspace.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "ncf-operation-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const urn = "urn:pulumi:dev::orders::ncf:index:ActionInvocation::warm";
const failed = { metadata: { op: "create", urn, type: "ncf:index:ActionInvocation" } };
const said = { severity: "error", message: "resource 'warm' has a problem: NCF_X: no", urn };

/** Runs an operation on an engine that is a shell script, and a provider that keeps what is asked of it. */
async function run(script: string, change: Partial<Operation> = {}, version = "3.259.0") {
  const path = join(folder, "pulumi");
  writeFileSync(path, `#!/bin/sh\necho "$@" > "${folder}/args"\nenv > "${folder}/env"\n${script}\n`, {
    mode: 0o755,
  });
  mkdirSync(join(folder, "work"));
  const workspace = makeWorkspace(join(folder, "work"), {
    engine: { path, version, why: "a test" },
    project: "orders",
    stack: "dev",
    backendUrl: "file:///state",
    pulumiHome: "/home/pulumi",
    programFolder: "/srv/orders",
    env: { PATH: process.env["PATH"], PULUMI_DEBUG_PROVIDERS: "aws:7" },
  });
  const events: StackEvent[] = [];
  const asked: string[] = [];
  const provider: ServedProvider = {
    stop: () => asked.push("stop"),
    close: async () => void asked.push("close"),
    failures: [],
  };
  const interrupts = { signal: new AbortController().signal, stopNow: new AbortController().signal };
  const end = await runOperation(workspace, {
    kind: "refresh",
    addProvider: () => provider,
    onEvent: (event) => events.push(event),
    interrupts,
    ...change,
  });
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  return { end, events, asked, args: read("args").trimEnd(), env: read("env") };
}

test("the engine connects to this process, in addition to the user's attached providers, and searches for no plugin first", async () => {
  const { end, args, env, asked } = await run("", { targets: ["warm"], parallel: 4 });
  expect(end).toEqual({ kind: "succeeded" });
  expect(args).toBe(
    "refresh --json --yes --skip-preview --exec-kind=auto.inline --skip-plugin-pre-install --target=**::warm --parallel=4 --stack dev --non-interactive --color never",
  );
  expect(env).toMatch(/^PULUMI_DEBUG_PROVIDERS=aws:7,ncf:\d+$/m);
  expect(env).not.toContain("PULUMI_SKIP_CHECKPOINTS");
  expect(asked).toEqual(["close"]);
});

const leftOut = {
  kind: "destroy",
  excludes: ["warm"],
  targetsDependents: true,
  continuesOnError: true,
} as const;

test("resources that are left out, dependents and going on after a failure are options of the engine", async () => {
  const { args } = await run("", leftOut);
  expect(args).toContain(" --exclude=**::warm --target-dependents --continue-on-error --stack dev");
});

test("a preview does not get the option to go on after a failure, which the engine knows for changes only", async () => {
  const { args } = await run("", { ...leftOut, isPreview: true });
  expect(args).not.toContain("--continue-on-error");
});

test("an older engine gets no option that it does not know, and the state is saved at the end where that is safe", async () => {
  const { args, env } = await run("", { savesAtEnd: true }, "3.218.0");
  expect(args).not.toContain("plugin-pre-install");
  expect(env).toContain("PULUMI_SKIP_CHECKPOINTS=true");
});

test("the provider's own errors are the failures, and the engine's copy of them is dropped", async () => {
  const failures = [{ name: "warm", error: new NcfError("NCF_ACTION_FAILED", { reason: "it failed" }) }];
  const lines = [{ resOpFailedEvent: failed }, { diagnosticEvent: said }].map((one) => JSON.stringify(one));
  const { end, events } = await run(`cat <<'EOF'\n${lines.join("\n")}\nEOF\nexit 1`, {
    addProvider: () => ({ stop: () => {}, close: async () => {}, failures }),
  });
  expect(end).toEqual({ kind: "failed", failures });
  expect(events).toEqual([{ kind: "failed", name: "warm", type: "ncf:ActionInvocation", step: "create" }]);
});

test("a killed engine is reported, and calls in flight are waited for", async () => {
  const { end, events, asked } = await run("kill -9 $$");
  expect(end).toMatchObject({
    kind: "failed",
    failures: [{ error: { code: "NCF_ENGINE_FAILED", reason: "the engine ended by signal SIGKILL" } }],
  });
  expect(events).toMatchObject([
    { kind: "message", severity: "warning", message: expect.stringContaining("waiting for calls in flight") },
  ]);
  expect(asked).toEqual(["close"]);
});

test("after a second interrupt nothing is waited for", async () => {
  const stopNow = new AbortController();
  const interrupts = { signal: new AbortController().signal, stopNow: stopNow.signal };
  const { asked } = await run("echo '{}'; exit 1", { interrupts, onStart: () => stopNow.abort() });
  expect(asked).toEqual([]);
});
