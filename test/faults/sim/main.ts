/** Plays random schedules without a test runner: `COUNT SEED [PATH]`. Prints how it went as JSON. */
import { checkSchedules } from "./checkSchedules.ts";
import { faultPoints } from "./faultPoints.ts";

// A stack is redacted line by line, which would take a third of the time.
Error.stackTraceLimit = 0;
const [count, seed, path] = process.argv.slice(2);
const startedAt = performance.now();
const hits = new Set<string>();
const broken = await checkSchedules({
  count: Number(count),
  seed: Number(seed),
  path,
  isShrinking: true,
  onPlayed: (played) => played.hits.forEach((hit) => hits.add(hit)),
});
const seconds = (performance.now() - startedAt) / 1000;
const points = faultPoints();
const missing = points.filter((point) => !hits.has(point));
process.stdout.write(
  `${JSON.stringify({ count: Number(count), seed: Number(seed), seconds, points: points.length, missing, broken })}\n`,
);
