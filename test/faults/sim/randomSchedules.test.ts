import { expect, test } from "vitest";
import { checkSchedules } from "./checkSchedules.ts";

const minutes = 60_000;
const { NCF_FAULT_SCHEDULES, NCF_FAULT_SEED, NCF_FAULT_PATH, npm_lifecycle_event } = process.env;
/** `npm test` plays some of what `npm run test:faults` plays. */
const usual = npm_lifecycle_event === "test:faults" ? 10_000 : 1000;
const count = Number(NCF_FAULT_SCHEDULES ?? usual);
const seed = Number(NCF_FAULT_SEED ?? Math.floor(Math.random() * 2 ** 31));

test(
  `whatever goes wrong, no call is made twice and what is told is true: ${count} random schedules, NCF_FAULT_SEED=${seed}`,
  async () => {
    expect(count).toBeGreaterThan(0);
    console.log(`${count} random schedules, NCF_FAULT_SEED=${seed}`);
    const broken = await checkSchedules({ count, seed, path: NCF_FAULT_PATH, isShrinking: true });
    if (broken !== undefined) throw new Error(broken);
  },
  20 * minutes,
);
