import { expect, test } from "vitest";
import type { ProcessTable, RunningProcess } from "../../../src/ports/processes.ts";
import { engineError } from "../../../src/engine/engineError.ts";
import { lockedError } from "../../../src/engine/lockedError.ts";

const madeAt = Date.parse("2026-11-24T10:48:22Z");
const lockOf = (pid: number, host = "vm"): string =>
  `  file:///srv/state/.pulumi/locks/organization/e2e/test/183e8830-1360-46b1-96a4-${pid}.json?no_tmp_dir=true: created by root@${host} (pid ${pid}) at 2026-11-24T10:48:22Z\n`;

/** What the Automation API throws for a locked stack; engine 3.259.0, SDK 3.270.0. */
function thrown(...locks: readonly string[]): Error {
  const command = "/home/ci/.pulumi/bin/pulumi up --yes --skip-preview --client=127.0.0.1:39059 --stack test";
  const said = `Command failed with exit code 1: ${command}
error: the stack is currently locked by ${locks.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
${locks.join("")}`;
  return new Error(`code: -2\n stdout: \n stderr: ${said}\n err?: Error: ${said}\n`);
}

const engine: RunningProcess = {
  pid: 5625,
  startedAt: "boot 1",
  beganAt: madeAt - 1000,
  parentPid: 1,
  command: "pulumi up --secret canary",
};
const cancelCommand = "ncf cancel stack.yaml --stack dev";

function told(cause: Error, running: RunningProcess | undefined): { reason: string; hint: string } {
  const table: ProcessTable = {
    hostName: "vm",
    selfPid: 1,
    at: (pid) => (pid === 5625 ? running : undefined),
  };
  const { code, reason, hint } = lockedError(engineError([], cause), { table, cancelCommand });
  expect(code).toBe("NCF_STACK_LOCKED");
  return { reason, hint };
}

const mine = "the stack is locked by process 5625 of root on this machine since 2026-11-24T10:48:22Z";

test.each([
  ["is gone", undefined],
  ["is another one, which got its number", { ...engine, beganAt: madeAt + 3_600_000 }],
])("a lock whose process %s was left behind, and the command that removes it is named", (_how, running) => {
  expect(told(thrown(lockOf(5625)), running)).toEqual({
    reason: `${mine}: that process is gone and has left its lock behind`,
    hint: `remove the lock and run this again; no call is made twice, and one still under way is waited for: ${cancelCommand}`,
  });
});

test.each([
  ["is at work", engine],
  ["may be, since the system tells no start", { ...engine, beganAt: undefined }],
])("a lock whose process %s is to be waited for, and no command removes it", (_how, running) => {
  expect(told(thrown(lockOf(5625)), running)).toEqual({
    reason: `${mine}: that process is at work`,
    hint: "wait for it, or interrupt it (kill -INT 5625): its calls in flight end and are saved",
  });
});

test("a lock of another machine cannot be judged from here", () => {
  expect(told(thrown(lockOf(5625, "ci-7.example.com")), undefined)).toEqual({
    reason:
      "the stack is locked by process 5625 of root on ci-7.example.com since 2026-11-24T10:48:22Z: whether that process is still there cannot be seen from here",
    hint: `look on ci-7.example.com for process 5625 and wait for it; when it is gone, remove its lock: ${cancelCommand}`,
  });
});

test("of several locks each is told, and the one that is held decides what to do", () => {
  const { reason, hint } = told(thrown(lockOf(7), lockOf(5625), lockOf(9, "other")), engine);
  expect(reason.split("\n").map((one) => one.replace(/.*: /, ""))).toEqual([
    "that process is gone and has left its lock behind",
    "that process is at work",
    "whether that process is still there cannot be seen from here",
  ]);
  expect(hint).toMatch(/^wait for it, or interrupt it \(kill -INT 5625\)/);
});

test("what a process runs, which may hold secrets of others, is not shown", () => {
  expect(JSON.stringify(told(thrown(lockOf(5625)), engine))).not.toContain("canary");
});

test("where the engine names no lock, its words and the general hint stay", () => {
  const cause = new Error("error: the stack is currently locked by somebody");
  expect(told(cause, engine)).toEqual({
    reason: "the stack is currently locked by somebody",
    hint: "wait for the other run to finish; if there is none, remove the lock with cancel",
  });
});
