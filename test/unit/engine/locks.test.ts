import { expect, test } from "vitest";
import type { ProcessTable, RunningProcess } from "../../../src/ports/processes.ts";
import { engineError } from "../../../src/engine/engineErrors.ts";
import { lockedError } from "../../../src/engine/locks.ts";

const madeAt = Date.parse("2026-11-24T10:48:22Z");
const lockOf = (pid: number, host = "vm"): string =>
  `  file:///srv/state/.pulumi/locks/organization/e2e/test/183e8830-1360-46b1-96a4-${pid}.json?no_tmp_dir=true: created by root@${host} (pid ${pid}) at 2026-11-24T10:48:22Z\n`;

/** What the engine 3.259.0 writes for a locked stack. */
function written(...locks: readonly string[]): string {
  return `error: the stack is currently locked by ${locks.length} lock(s). Either wait for the other process(es) to end or delete the lock file with \`pulumi cancel\`.
${locks.join("")}`;
}

const engine: RunningProcess = {
  pid: 5625,
  startedAt: "boot 1",
  beganAt: madeAt - 1000,
  parentPid: 1,
  command: "pulumi up --secret canary",
};
const cancelCommand = "ncf cancel stack.yaml --stack dev";

function reported(stderr: string, running: RunningProcess | undefined): { reason: string; hint: string } {
  const table: ProcessTable = {
    hostName: "vm",
    selfPid: 1,
    at: (pid) => (pid === 5625 ? running : undefined),
  };
  const error = engineError({ code: 255, signal: null, stdout: "", stderr });
  const { code, reason, hint } = lockedError(error, { table, cancelCommand });
  expect(code).toBe("NCF_STACK_LOCKED");
  return { reason, hint };
}

const mine = "the stack is locked by process 5625 of root on this machine since 2026-11-24T10:48:22Z";

test.each([
  ["has ended", undefined],
  ["is another one, which got its number", { ...engine, beganAt: madeAt + 3_600_000 }],
])("a lock whose process %s was left behind, and the command that removes it is named", (_how, running) => {
  expect(reported(written(lockOf(5625)), running)).toEqual({
    reason: `${mine}: that process has ended and left its lock behind`,
    hint: `remove the lock, then run this again: ${cancelCommand}; the journal on this machine prevents a second call, and a call in flight is waited for`,
  });
});

test.each([
  ["is running", engine],
  ["may be running, since the system tells no start", { ...engine, beganAt: undefined }],
])("a lock whose process %s is to be waited for, and no command removes it", (_how, running) => {
  expect(reported(written(lockOf(5625)), running)).toEqual({
    reason: `${mine}: that process is running`,
    hint: "wait for it, or interrupt it (kill -INT 5625): its calls in flight end and are saved",
  });
});

test("a lock of another machine cannot be judged from here, and no promise is made for that machine's journal", () => {
  expect(reported(written(lockOf(5625, "ci-7.example.com")), undefined)).toEqual({
    reason:
      "the stack is locked by process 5625 of root on ci-7.example.com since 2026-11-24T10:48:22Z: whether that process is running cannot be seen from this machine",
    hint: `check process 5625 on ci-7.example.com and wait for it; when it has ended, remove its lock: ${cancelCommand}; calls that it made are known there only, unless NCF_JOURNAL names a shared journal`,
  });
});

test("of several locks each is reported, and the one that is held decides what to do", () => {
  const { reason, hint } = reported(written(lockOf(7), lockOf(5625), lockOf(9, "other")), engine);
  expect(reason.split("\n").map((one) => one.replace(/.*: /, ""))).toEqual([
    "that process has ended and left its lock behind",
    "that process is running",
    "whether that process is running cannot be seen from this machine",
  ]);
  expect(hint).toMatch(/^wait for it, or interrupt it \(kill -INT 5625\)/);
});

test("the command line of a process, which may hold secrets of others, is not shown", () => {
  expect(JSON.stringify(reported(written(lockOf(5625)), engine))).not.toContain("canary");
});

test("where the engine names no lock, its words and the general hint stay", () => {
  expect(reported("error: the stack is currently locked by another user", engine)).toEqual({
    reason: "the stack is currently locked by another user",
    hint: "wait for the other run to finish; if there is none, remove the lock with cancel",
  });
});
