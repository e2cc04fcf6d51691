import { expect, test } from "vitest";
import { ours } from "../../../tools/reliability/contestants/ours.js";
import { runTrial } from "../../../tools/reliability/runTrial.js";
import { type Schedule, schedules } from "../../../tools/reliability/schedules.js";

const contestant = ours({ name: "ours", inputs: { idempotencyParam: "key" } });
const how = {
  scale: 30,
  patienceMs: 60_000,
  openClock: () => ({ now: Date.now, sleep: async () => {} }),
};

/** The most memory that this process ever had, bytes. */
const peakBytes = (): number => process.resourceUsage().maxRSS * 1024;
const find = (name: string): Schedule => schedules.find((one) => one.name === name) as Schedule;

// The test's own server holds the body of the answer, once, from before.
test.each(["256 MiB of zeros in gzip after the run", "a body of 50 MB after the run"])(
  "%s: the answer takes no more memory than the largest record would",
  async (name) => {
    await runTrial(contestant, find("reset in the middle of the response"), how);
    const before = peakBytes();
    for (let count = 0; count < 4; count += 1) {
      const { starts } = await runTrial(contestant, find(name), how);
      expect(starts).toMatchObject([{ report: "succeeded" }]);
    }
    expect(peakBytes() - before).toBeLessThan(96 * 2 ** 20);
  },
);
