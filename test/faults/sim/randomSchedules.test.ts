import fc from "fast-check";
import { expect, test } from "vitest";
import { runSchedule } from "./runSchedule.ts";
import { schedules } from "./schedules.ts";

test("x", async () => {
  const r = await fc.check(
    fc.asyncProperty(schedules, async (s) => {
      const { problems } = await runSchedule(s);
      if (problems.length > 0) throw new Error(problems.join("\n"));
    }),
    {
      numRuns: Number(process.env["NCF_FAULT_SCHEDULES"] ?? 1000),
      ...(process.env["NCF_FAULT_SEED"] ? { seed: Number(process.env["NCF_FAULT_SEED"]) } : {}),
    },
  );
  if (r.failed) {
    console.log(
      r.seed,
      r.counterexamplePath,
      r.numRuns,
      JSON.stringify({ ...r.counterexample![0], events: 0 }),
    );
    const p = await runSchedule(r.counterexample![0]);
    console.log(p.trace.join("\n"));
    console.log(p.problems.join("\n"));
  }
  expect(r.failed).toBe(false);
}, 600000);
