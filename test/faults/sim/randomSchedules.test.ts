import { expect, test } from "vitest";
import { checkSchedules } from "./checkSchedules.ts";

const minutes = 60_000;
const { NCF_FAULT_SCHEDULES, NCF_FAULT_SEED, NCF_FAULT_PATH, npm_lifecycle_event } = process.env;
/** `npm run test:faults` looks for something new, each time; `npm test` says whether something that is known is broken. */
const usual =
  npm_lifecycle_event === "test:faults"
    ? { count: 10_000, seed: Math.floor(Math.random() * 2 ** 31) }
    : { count: 1000, seed: 2026 };
const count = Number(NCF_FAULT_SCHEDULES ?? usual.count);
const seed = Number(NCF_FAULT_SEED ?? usual.seed);

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
