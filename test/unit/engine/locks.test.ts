import { expect, test } from "vitest";
import type { ProcessTable, RunningProcess } from "../../../src/ports/processes.ts";
import { engineError } from "../../../src/engine/engineErrors.ts";
import type { JournalLocation } from "../../../src/journal/journalLocation.ts";
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

const scope = { backend: "b" };
const onMachine: JournalLocation = { kind: "file", path: "/home/ci/journal.jsonl", scope };
const places: readonly (readonly [JournalLocation, string])[] = [
  [
    { kind: "directory", path: "/mnt/state/.ncf-journal/e2e/test", scope },
    "/mnt/state/.ncf-journal/e2e/test",
  ],
  [{ kind: "bucket", url: "s3://bucket/runs?region=KR", scope }, "s3://bucket/runs"],
];

function reported(
  stderr: string,
  running: RunningProcess | undefined,
  journal = onMachine,
): { reason: string; hint: string } {
  const table: ProcessTable = {
    hostName: "vm",
    selfPid: 1,
    at: (pid) => (pid === 5625 ? running : undefined),
  };
  const error = engineError({ code: 255, signal: null, stdout: "", stderr });
  const { code, reason, hint } = lockedError(error, { table, cancelCommand, journal });
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
    hint: `remove the lock, then run this again: ${cancelCommand}; its calls are in the journal /home/ci/journal.jsonl on this machine: up searches for a call in flight, and repeats none`,
  });
});

test.each([
  ["is running", engine],
  ["may be running, since the system tells no start", { ...engine, beganAt: undefined }],
])("a lock whose process %s is to be waited for, and no command removes it", (_how, running) => {
  expect(reported(written(lockOf(5625)), running)).toEqual({
    reason: `${mine}: that process is running`,
    hint: "wait for it, or interrupt it (kill -INT 5625): its calls in flight finish and are saved",
  });
});

test("a lock of another machine cannot be judged from here, and neither can the journal on that machine", () => {
  expect(reported(written(lockOf(5625, "ci-7.example.com")), undefined)).toEqual({
    reason:
      "the stack is locked by process 5625 of root on ci-7.example.com since 2026-11-24T10:48:22Z: the state of that process is not visible from this machine",
    hint: `check process 5625 on ci-7.example.com and wait for it; when it has ended, remove its lock: ${cancelCommand} --yes; its calls are in the journal of ci-7.example.com, which cannot be read from here: run up there, or set NCF_JOURNAL to the same shared location on all machines; up on this machine searches only for calls in the state, and only while its own journal has none of this stack`,
  });
});

test.each(places)("a run whose journal is shared is known here, wherever it ran: %j", (journal, name) => {
  const known = `its calls are in the shared journal ${name}: up searches for a call in flight, and repeats none`;
  expect(reported(written(lockOf(5625)), undefined, journal).hint).toMatch(new RegExp(`; ${known}$`));
  expect(reported(written(lockOf(5625, "ci-7")), undefined, journal).hint).toMatch(new RegExp(`; ${known}$`));
  expect(reported("error: the stack is currently locked by another user", undefined, journal).hint).toMatch(
    new RegExp(`; ${known}$`),
  );
});

test.each(["vm", "ci-7"])("without a journal nothing is promised of a run on %s", (host) => {
  expect(reported(written(lockOf(5625, host)), undefined, { kind: "off" }).hint).toMatch(
    /; NCF_JOURNAL=off keeps no record of its calls: check by hand which of them ran, because up calls them again$/,
  );
});

test("of several locks each is reported, and the one in use determines the hint", () => {
  const { reason, hint } = reported(written(lockOf(7), lockOf(5625), lockOf(9, "other")), engine);
  expect(reason.split("\n").map((one) => one.replace(/.*: /, ""))).toEqual([
    "that process has ended and left its lock behind",
    "that process is running",
    "the state of that process is not visible from this machine",
  ]);
  expect(hint).toMatch(/^wait for it, or interrupt it \(kill -INT 5625\)/);
});

test("the command line of a process, which may hold secrets of others, is not shown", () => {
  expect(JSON.stringify(reported(written(lockOf(5625)), engine))).not.toContain("canary");
});

test("where the engine names no lock, as on Pulumi Cloud, its words and the general hint stay", () => {
  expect(reported("error: the stack is currently locked by another user", engine)).toEqual({
    reason: "the stack is currently locked by another user",
    hint: expect.stringMatching(
      /^wait for the other run to finish; if there is none, remove the lock with cancel; its calls are in the journal of the machine of that run, which cannot be read from here: /,
    ),
  });
});
