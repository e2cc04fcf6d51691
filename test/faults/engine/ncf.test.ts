import { EventEmitter, once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { brokenPromises } from "../../../tools/reliability/brokenPromises.js";
import { openNcfFolder, type NcfFolder } from "../../support/openNcfFolder.ts";
import { processesBelow } from "../../support/processesBelow.ts";
import type { CommandEnd, RunningCommand } from "../../support/runCommand.ts";
import { textBelow } from "../../support/textBelow.ts";

const canary = "canary-2b60f8d1c4";
const hour = 3_600_000;

let test: NcfFolder;
afterEach(() => test.close());

async function open(inputs: string): Promise<void> {
  test = await openNcfFolder(`name: faults
config:
  dsn: { type: string, secret: true }
resources:
  one:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { key: "ncf:faults/dev/one/1", dsn: "\${dsn}" }
${inputs}
outputs:
  id: \${one.activationId}
`);
}

const command = `ncf up . -s dev --yes --secret dsn=${canary}`;

/** What was not kept to, by the ledger and how the command ended. */
function broken(end: CommandEnd, reported: "succeeded" | "pending" | "unknown"): readonly string[] {
  const runs = test.emulator.ledger.runs.map(({ success, activationId }) => ({
    isSuccess: success === true,
    activationId,
  }));
  const shown = /^id = (\w+)$/m.exec(end.stdout)?.[1];
  const told = shown === undefined ? {} : { activationId: shown };
  return brokenPromises([{ name: "one", runs, reported, ...told }], {
    canary,
    exitCode: end.code,
    texts: [
      { where: "the folder with state, journal and the engine's logs", text: textBelow(test.folder) },
      { where: "the output", text: end.stdout + end.stderr },
    ],
  });
}

/** Ends those that lost their parent. */
function endAll(processes: ReturnType<typeof processesBelow>): void {
  const running = new Set(processesBelow(1).map(({ pid }) => pid));
  for (const { pid } of processes) if (running.has(pid)) process.kill(pid, "SIGKILL");
}

/** The next run takes up the call that was made, and its end. */
async function goesOn(): Promise<void> {
  const end = await test.run(command);
  expect(end).toMatchObject({ code: 0 });
  expect(end.stdout).toContain(`id = ${test.emulator.ledger.runs[0]?.activationId}\n`);
  expect(test.emulator.ledger.posts).toHaveLength(1);
  expect(broken(end, "succeeded")).toEqual([]);
}

describe("kill -9 of ncf while the call is under way", () => {
  let held: EventEmitter;
  let up: RunningCommand;
  let below: ReturnType<typeof processesBelow>;
  afterEach(() => endAll(below));
  beforeEach(async () => {
    await open("      waitFor: 20s");
    held = new EventEmitter();
    const until = once(held, "release");
    test.emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
    up = test.start(command);
    await test.emulator.ledger.whenPosted(1);
    below = processesBelow(up.child.pid as number);
  });

  it("with its engine: the next run makes no call and adopts the run", async () => {
    const pids = [up.child, ...below].map(({ pid }) => pid as number);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    const killed = await up.end;
    held.emit("release");
    expect(killed.code).toBeNull();
    expect(broken(killed, "unknown")).toEqual([]);
    expect(await test.run("ncf cancel . -s dev")).toMatchObject({ code: 0 });
    await goesOn();
  });

  it("alone: the engine ends by itself, and the next run makes no call", async () => {
    const engine = below.find((one) => / up /.test(one.command))?.pid as number;
    up.child.kill("SIGKILL");
    await up.end;
    held.emit("release");
    await vi.waitFor(() => expect(() => process.kill(engine, 0)).toThrow("ESRCH"), 60_000);
    expect(await test.run("ncf cancel . -s dev")).toMatchObject({ code: 0 });
    await goesOn();
  });
});

describe("an interrupt while a pending activation is followed", () => {
  let up: RunningCommand;
  beforeEach(async () => {
    await open("      timeout: 0\n      waitFor: 10m");
    test.emulator.set({ visibilityLagMs: hour });
    up = test.start(command);
    await test.emulator.ledger.whenRead(1);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("%s once: the run ends by itself and is saved", async (signal) => {
    up.child.kill(signal);
    await up.told("Interrupted. ");
    test.emulator.set({ visibilityLagMs: 0 });
    const end = await up.end;
    expect(end).toMatchObject({ code: 130 });
    expect(end.stdout).toContain("one: following the activation of -/echo\none: done in ");
    const reads = test.emulator.ledger.reads.length;
    await goesOn();
    expect(test.emulator.ledger.reads).toHaveLength(reads);
  });

  it("Ctrl-C twice: it ends at once, the id is kept, and the next run only polls", async () => {
    up.child.kill("SIGINT");
    await up.told("Interrupted. ");
    up.child.kill("SIGINT");
    const end = await up.end;
    expect(end).toMatchObject({ code: 130, stderr: expect.stringContaining("Stopping now") });
    expect(broken(end, "unknown")).toEqual([]);
    const reads = test.emulator.ledger.reads.length;
    test.emulator.set({ visibilityLagMs: 0 });
    await goesOn();
    expect(test.emulator.ledger.reads.length).toBeGreaterThan(reads);
  });
});
