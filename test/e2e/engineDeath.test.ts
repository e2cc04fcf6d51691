import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { nodeProcessTable } from "../../src/ports/nodeProcesses.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { enginesBelow } from "../support/enginesBelow.ts";
import { killEngine } from "../support/killEngine.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { processesBelow } from "../support/processesBelow.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const table = nodeProcessTable();

/** Waits until none of the processes runs any more. */
async function areGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter((pid) => table.at(pid) !== undefined)).toEqual([]), 20_000);
}

describe("a provider process whose engine alone is killed during a call", () => {
  let test: TestStack;

  /** A stack whose one call hangs before it runs, until it is let go. */
  async function open() {
    test = await openTestStack({
      program: async () => {
        const one = new ActionInvocation("one", { actionName: "echo", params: { a: 1 } });
        return { id: one.activationId };
      },
    });
    closers.push(test.close);
    const { stack, emulator, run, events } = test;
    const held = new EventEmitter();
    const until = once(held, "release");
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
    const up = () => run((handles) => stack.up(handles));
    const first = up().catch((error: unknown) => error);
    await emulator.ledger.whenPosted(1);
    const providers = killEngine({ sparesProviders: true });
    expect(await first).toBeInstanceOf(Error);
    await stack.cancel();
    return { emulator, events, up, providers, release: () => held.emit("release") };
  }

  it("ends the call, writes its end down and is gone; the next up takes it over", async () => {
    const { emulator, up, providers, release } = await open();
    release();
    await areGone(providers);
    const { outputs } = await up();
    expect(outputs["id"]?.value).toBe(emulator.ledger.runs[0]?.activationId);
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect((await up()).summary.resourceChanges).toEqual({ same: 2 });
  });

  it("is waited for by the next up, which says so and takes over the end", async () => {
    const { emulator, events, up, providers, release } = await open();
    const second = up();
    const told = expect.objectContaining({
      message: expect.stringContaining("is making this call; waiting for its result"),
    });
    await vi.waitFor(() => expect(events).toContainEqual(told), 60_000);
    release();
    expect((await second).outputs["id"]?.value).toBe(emulator.ledger.runs[0]?.activationId);
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect(providers.map((pid) => `process ${pid} is`)).toContain(
      /process \d+ is/.exec(JSON.stringify(events))?.[0],
    );
    await areGone(providers);
  });
});

const oneCall = `name: orders
resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { key: "ncf:orders/dev/one/1" } }
outputs:
  id: \${one.activationId}
`;

/** Has the next call wait before it runs, until the returned function is called. */
function holdNextCall({ emulator }: NcfFolder): () => void {
  const held = new EventEmitter();
  const until = once(held, "release");
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
  return () => held.emit("release");
}

async function openOneCall(): Promise<NcfFolder> {
  const opened = await openNcfFolder(oneCall);
  closers.push(opened.close);
  return opened;
}

it("two ups of one stack at once, after the lock of the first was removed, call its action once", async () => {
  const test = await openOneCall();
  const { emulator, start, run } = test;
  const release = holdNextCall(test);
  const first = start("ncf up . -s dev --yes");
  await emulator.ledger.whenPosted(1);
  expect(await run("ncf cancel . -s dev --force")).toMatchObject({ code: 0 });
  const second = start("ncf up . -s dev --yes");
  await second.said("one: -/echo is being called by another deployment, process ");
  release();
  const ends = await Promise.all([first.end, second.end]);
  expect(ends.map((end) => end.code)).toEqual([0, 0]);
  const [made] = emulator.ledger.runs;
  for (const end of ends) expect(end.stdout).toContain(`id = ${made?.activationId}\n`);
  expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
});

it("the lock of a killed ncf is told from one that is held, and after the command that is named the next up continues", async () => {
  const test = await openOneCall();
  const { emulator, start, run } = test;
  const release = holdNextCall(test);
  const first = start("ncf up . -s dev --yes");
  await emulator.ledger.whenPosted(1);

  const locked = await run("ncf up . -s dev --yes");
  expect(locked).toMatchObject({ code: 6, stderr: expect.stringMatching(/: that process is running\n/) });
  expect(locked.stderr).not.toContain("ncf cancel");

  const engine = Number(/is locked by process (\d+)/.exec(locked.stderr)?.[1]);
  first.child.kill("SIGKILL");
  await areGone([engine]);
  const left = await run("ncf up . -s dev --yes");
  expect(left).toMatchObject({
    code: 6,
    stderr: expect.stringMatching(/NCF_STACK_LOCKED: .*: that process has ended and left its lock behind\n/),
  });
  const [command] = /ncf cancel [^;]*/.exec(left.stderr) ?? [];
  expect(command).toBe("ncf cancel . --stack dev");
  expect(await run(command ?? "")).toMatchObject({ code: 0, stdout: "The lock was removed.\n" });

  release();
  const last = await run("ncf up . -s dev --yes");
  expect(last).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`id = ${emulator.ledger.runs[0]?.activationId}\n`),
  });
  expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
});

it("an ncf whose engine is killed finishes its call, records it and exits with 6, and leaves no process", async () => {
  const test = await openOneCall();
  const { emulator, start, run } = test;
  const release = holdNextCall(test);
  const up = start("ncf up . -s dev --yes");
  await emulator.ledger.whenPosted(1);
  const below = processesBelow(up.child.pid as number).map(({ pid }) => pid);
  for (const pid of enginesBelow(up.child)) process.kill(pid, "SIGKILL");
  await up.said("the engine was killed (SIGKILL): waiting for calls in flight");
  release();
  expect(await up.end).toMatchObject({ code: 6, stderr: expect.stringContaining("NCF_ENGINE_FAILED") });
  await areGone(below);
  expect(await run("ncf cancel . -s dev")).toMatchObject({ code: 0 });
  const last = await run("ncf up . -s dev --yes");
  expect(last).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`id = ${emulator.ledger.runs[0]?.activationId}\n`),
  });
  expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
});

it("an ncf whose output is no longer read ends all the same", async () => {
  const test = await openOneCall();
  const { emulator, start } = test;
  const release = holdNextCall(test);
  const { child, end } = start("ncf up . -s dev --yes");
  await emulator.ledger.whenPosted(1);
  child.stdout?.destroy();
  child.stderr?.destroy();
  release();
  expect(await end).toMatchObject({ code: 0 });
  expect(emulator.ledger.runs).toHaveLength(1);
});
