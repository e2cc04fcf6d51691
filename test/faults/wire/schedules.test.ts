import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Emulator } from "../../../dist/emulator/index.js";
import { brokenPromises } from "../../../tools/reliability/brokenPromises.js";
import { ours } from "../../../tools/reliability/contestants/ours.js";
import { runTrial } from "../../../tools/reliability/runTrial.js";
import { type Expected, type Schedule, schedules } from "../../../tools/reliability/schedules.js";

const canary = "canary-8c1f";
/** Deadlines of 75 seconds are over after 2.5. */
const scale = 30;
const named = schedules.map((schedule) => [`${schedule.about}: ${schedule.name}`, schedule] as const);

/**
 * Time for the caller and the emulator, on which nobody waits: whoever sleeps is so much later. Where the action is to run,
 * its run is over by then.
 */
function jumpingTime({ ledger }: Emulator, { runs }: Expected) {
  let jumpedMs = 0;
  return {
    now: () => Date.now() + jumpedMs,
    sleep: async (ms: number) => {
      const isAccepted = ledger.posts.some(({ verdict, fault }) => verdict === "ran" || fault === "delay");
      if (runs > 0 && isAccepted)
        await ledger.whenRun((run) => run.actionName === "work" && run.endedAt !== undefined);
      jumpedMs += ms;
    },
  };
}

async function met(schedule: Schedule, expected: Expected, inputs: Record<string, string>) {
  let kept = "";
  const withCanary = { ...schedule, params: { ...schedule.params, password: canary } };
  const seen = await runTrial(ours({ name: "ours", inputs }), withCanary, {
    scale,
    patienceMs: 60_000,
    openClock: (emulator) => jumpingTime(emulator, expected),
    look: (folder) => (kept = readFileSync(join(folder, "journal.jsonl"), "utf8")),
  });
  const problems = seen.starts.flatMap(({ report, runs, message = "" }) => {
    const reported = report === "notDone" ? "failed" : report;
    const texts = [
      { where: "a message", text: message },
      { where: "the journal", text: kept },
    ];
    return brokenPromises([{ name: schedule.name, runs, reported }], { canary, texts });
  });
  const { code } = seen.starts.at(-1) ?? {};
  return {
    problems,
    posts: seen.posts,
    runs: seen.starts.at(-1)?.runs.length,
    reports: seen.starts.map(({ report }) => report),
    ...(expected.code === undefined ? {} : { code }),
  };
}

describe("where the action shows the key of its call", () => {
  test.each(named)("%s", async (_name, schedule) => {
    const { expected } = schedule;
    const seen = await met(schedule, expected, { idempotencyParam: "key" });
    expect(seen).toEqual({ problems: [], ...expected });
  });
});

describe("where the action shows no key", () => {
  test.each(named)("%s", async (_name, schedule) => {
    const expected = { ...schedule.expected, ...schedule.expectedWithoutKey };
    const seen = await met(schedule, expected, {});
    expect(seen).toEqual({ problems: [], ...expected });
  });
});
