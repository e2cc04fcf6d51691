import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SecretValue } from "../../../src/model/value.ts";
import { readOutputs, removeLocks, runInStack } from "../../../src/engine/stackCommands.ts";
import { makeWorkspace, type StackTarget, type Workspace } from "../../../src/engine/workspace.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "ncf-workspace-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A workspace whose engine is a shell script; each start adds a line to `starts`. */
function workspace(script: string, change: Partial<StackTarget> = {}): Workspace {
  const path = join(folder, "pulumi");
  writeFileSync(path, `#!/bin/sh\necho "$@" >> "${folder}/starts"\n${script}\n`, { mode: 0o755 });
  mkdirSync(join(folder, "work"));
  return makeWorkspace(join(folder, "work"), {
    engine: { path, version: "3.259.0", why: "a test" },
    project: "orders",
    stack: "acme/orders/dev",
    backendUrl: "file:///state",
    pulumiHome: "/home/pulumi",
    programFolder: "/srv/orders",
    env: { PATH: process.env["PATH"], OWN: "1", GONE: undefined },
    ...change,
  });
}

function starts(): readonly string[] {
  return readFileSync(join(folder, "starts"), "utf8").trimEnd().split("\n");
}

const flags = "--non-interactive --color never";

test("the project and the settings are readable by this user alone, and the settings are the user's own text", () => {
  const settingsText = "encryptionsalt: v1:abc\nconfig:\n  orders:dsn: { secure: v1:def }\n";
  workspace("", { settingsText });
  const work = join(folder, "work");
  expect(statSync(work).mode & 0o777).toBe(0o700);
  expect(JSON.parse(readFileSync(join(work, "Pulumi.yaml"), "utf8"))).toEqual({
    name: "orders",
    runtime: "nodejs",
    main: "/srv/orders",
  });
  expect(readFileSync(join(work, "Pulumi.dev.yaml"), "utf8")).toBe(settingsText);
  expect(statSync(join(work, "Pulumi.dev.yaml")).mode & 0o777).toBe(0o600);
});

test("the engine gets the run's variables, its backend and home, and gives its lines as they come", async () => {
  const lines: string[] = [];
  const { start } = workspace('echo "$OWN $MORE $GONE"; printf "$PULUMI_BACKEND_URL\\n$PULUMI_HOME"');
  const end = await start(["up"], { env: { MORE: "2" }, onLine: (line) => lines.push(line) }).end;
  expect(end).toMatchObject({ code: 0, signal: null });
  expect(lines).toEqual(["1 2 ", "file:///state", "/home/pulumi"]);
});

describe("a stack that does not exist", () => {
  const missing = `case "$1" in stack) touch "$0.made";; *) [ -e "$0.made" ] || { echo "error: no stack named 'dev' found" >&2; exit 6; };; esac`;

  test("is made, and the command runs once more", async () => {
    const made = workspace(missing, { canMake: true, secretsProvider: "awskms://key" });
    expect(await runInStack(made, ["up"])).toMatchObject({ code: 0 });
    expect(starts()).toEqual([
      `up --stack acme/orders/dev ${flags}`,
      `stack init acme/orders/dev --no-select --secrets-provider awskms://key ${flags}`,
      `up --stack acme/orders/dev ${flags}`,
    ]);
  });

  test("is made first where it is known to be new", async () => {
    await runInStack(workspace(missing, { canMake: true, isNew: true }), ["up"]);
    expect(starts().map((line) => line.split(" ")[0])).toEqual(["stack", "up"]);
  });

  test("is an error for a command that makes none", async () => {
    await expect(runInStack(workspace(missing), ["refresh"])).rejects.toMatchObject({
      code: "NCF_STACK_MISSING",
      reason: "the stack acme/orders/dev of orders does not exist in file:///state",
    });
  });

  test("is recognized by the words of an engine that has no exit code of its own for it", async () => {
    const old = missing.replace("exit 6", "exit 255");
    await expect(runInStack(workspace(old), ["refresh"])).rejects.toMatchObject({
      code: "NCF_STACK_MISSING",
    });
  });

  test("may be made by another run meanwhile", async () => {
    const raced = `case "$1" in stack) echo "error: stack 'organization/orders/dev' already exists" >&2; exit 255;; esac`;
    expect(await runInStack(workspace(raced, { canMake: true, isNew: true }), ["up"])).toMatchObject({
      code: 0,
    });
  });
});

test("an interrupt stops the provider and then reaches the engine; a second one too", async () => {
  const script = `trap 'echo INT >> "$0.heard"; n=$((n+1)); [ $n = 2 ] && exit 9' INT
echo ready; n=0; while :; do sleep 0.05; done`;
  const made = workspace(script);
  const [first, second] = [new AbortController(), new AbortController()];
  const told: string[] = [];
  const interrupts = { signal: first.signal, stopNow: second.signal };
  const heard = (): string => readFileSync(join(folder, "pulumi.heard"), "utf8");
  let ready = (): void => {};
  const isReady = new Promise<void>((resolve) => (ready = resolve));
  const end = runInStack(made, ["up"], { interrupts, onLine: () => ready() }, () => told.push("stop"));
  await isReady;
  first.abort();
  await expect.poll(() => heard(), { timeout: 10_000 }).toBe("INT\n");
  expect(told).toEqual(["stop"]);
  second.abort();
  expect(await end).toMatchObject({ code: 9 });
});

test("an engine that misses an interrupt is interrupted again until it stops", async () => {
  const made = workspace(`trap 'n=$((n+1)); [ $n = 3 ] && exit 9' INT
echo ready; n=0; while :; do sleep 0.05; done`);
  const [first, second] = [new AbortController(), new AbortController()];
  const interrupts = { signal: first.signal, stopNow: second.signal };
  const interruptAll = (): void => {
    first.abort();
    second.abort();
  };
  expect(await runInStack(made, ["up"], { interrupts, onLine: interruptAll })).toMatchObject({ code: 9 });
});

test("outputs are read in one start, secrets masked unless asked for", async () => {
  const secret = `{"4dabf18193072939515e22adb298388d":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"v1:x"}`;
  const stack = `{"type":"pulumi:pulumi:Stack","outputs":{"a":1,"b":"[secret]","c":${secret}}}`;
  const made = workspace(`echo '{"deployment":{"resources":[${stack}]}}'`);
  expect(await readOutputs(made, true)).toEqual({ a: 1, b: "[secret]", c: new SecretValue(null) });
  expect(starts()).toEqual([`stack export --show-secrets --stack acme/orders/dev ${flags}`]);
});

test("an engine that cannot remove the lock reports why", async () => {
  await expect(removeLocks(workspace("echo 'error: access denied' >&2; exit 1"))).rejects.toMatchObject({
    code: "NCF_ENGINE_FAILED",
    reason: "access denied",
  });
});
