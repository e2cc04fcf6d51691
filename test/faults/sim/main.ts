/** Plays random schedules without a test runner: `COUNT SEED [PATH]`. Prints how it went as JSON. */
import { checkSchedules } from "./checkSchedules.ts";

const [count, seed, path] = process.argv.slice(2);
const startedAt = performance.now();
const broken = await checkSchedules({ count: Number(count), seed: Number(seed), path, isShrinking: true });
const seconds = (performance.now() - startedAt) / 1000;
process.stdout.write(`${JSON.stringify({ count: Number(count), seed: Number(seed), seconds, broken })}\n`);
