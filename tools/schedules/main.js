/**
 * `npm run schedules [-- --count N --seed S --processes P]`: plays random schedules of faults, in several processes at once, each with a seed of its
 * own from S on. Writes the figures into docs/reliability.md. Exits with 1 when a promise was broken, and prints the schedule.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundle } from "../proof/bundle.js";
import { machine } from "../reliability/machine.js";
import { replaceBetween } from "../reliability/replaceBetween.js";

const page = new URL("../../docs/reliability.md", import.meta.url);
const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    processes: { type: "string", default: "2" },
  },
});
const [count, seed, processes] = [values.count, values.seed, values.processes].map(Number);
if (![count, seed, processes].every(Number.isInteger) || count < 1 || processes < 1) {
  throw new Error("--count, --seed and --processes must be integers, the first and the last above 0");
}

const program = await bundle("test/faults/sim/main.ts", "schedules");
const startedAt = performance.now();
const each = Math.ceil(count / processes);
const seeds = Array.from({ length: processes }, (_, index) => seed + index);
const results = await Promise.all(seeds.map((one) => play(each, one)));
const seconds = (performance.now() - startedAt) / 1000;
const broken = results.flatMap((one) => (one.broken === undefined ? [] : [one.broken]));
for (const one of broken) process.stdout.write(`${one}\n\n`);
const missing = (results[0]?.missing ?? []).filter((point) =>
  results.every((one) => one.missing.includes(point)),
);
const text = [
  `Played on ${new Date().toISOString().slice(0, 10)} on ${machine()}: ${written(each * processes)} schedules in ${processes} processes (seeds ${seeds.join(", ")})`,
  `in ${written(Math.round(seconds / 60))} minutes, ${written(Math.round((each * processes * 3600) / seconds))} an hour. Broken promises: ${broken.length}.`,
  `Of ${results[0]?.points ?? 0} fault points, ${(results[0]?.points ?? 0) - missing.length} were hit.`,
].join("\n");
if (broken.length === 0) writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), "played", text));
process.stdout.write(`${text}\n`);
process.exitCode = broken.length === 0 ? 0 : 1;

/**
 * @param {number} number
 * @param {number} own seed
 * @returns {Promise<{ readonly points: number, readonly missing: readonly string[], readonly broken?: string }>}
 */
async function play(number, own) {
  const child = spawn(process.execPath, [program, String(number), String(own)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  for await (const data of child.stdout) output += data;
  return JSON.parse(output);
}

/** @param {number} number */
function written(number) {
  return number.toLocaleString("en-US");
}
