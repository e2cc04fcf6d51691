/**
 * `npm run fuzz [-- --inputs N --seed S --target NAME --parallel P]`: gives random input to every place where input comes in from
 * outside. Writes the record into docs/reliability.md, each target's row when the target is done; the progress to standard error. Exits
 * with 1 when there is a finding; the finding is printed, with the number of its input.
 */
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bundle } from "../proof/bundle.js";
import { inParallel } from "../reliability/inParallel.js";
import { replaceBetween } from "../reliability/replaceBetween.js";
import { withRow } from "../reliability/recordTable.js";
import { recordHead, recordRow } from "./record.js";

/** A target that reports nothing for so long does not come to an end, milliseconds. */
const longestSilenceMs = 180_000;
const page = new URL("../../docs/reliability.md", import.meta.url);

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "1000000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    target: { type: "string", multiple: true },
    parallel: { type: "string", default: "2" },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
if (!Number.isInteger(inputs) || inputs < 1 || !Number.isInteger(seed)) {
  throw new Error("--inputs must be an integer above 0, and --seed an integer");
}

const program = await bundle("test/fuzz/main.ts", "fuzz");
const targets = await listTargets();
const names = values.target ?? targets.map(({ name }) => name);
say(`${inputs} inputs for each of ${names.length} targets, --seed ${seed}`);
const results = await inParallel(names, Number(values.parallel), fuzz);
process.exitCode = results.every(({ findings }) => findings.length === 0) ? 0 : 1;

/** @param {string} name */
async function fuzz(name) {
  const result = await run(name);
  for (const finding of result.findings) process.stdout.write(`${name}, seed ${seed}, ${finding}\n\n`);
  say(
    `${name}: ${result.inputs} inputs in ${Math.round(result.seconds)} s, ${result.findings.length} findings`,
  );
  const text = readFileSync(page, "utf8");
  const laws = targets.map(({ name: one, law }) => `- **${one}**: ${law}.`).join("\n");
  const table = withRow(text, "fuzzed", recordHead, recordRow(result, new Date()));
  writeFileSync(page, replaceBetween(text, "fuzzed", `${table}\n\n${laws}`));
  return result;
}

/** @param {string} name */
function run(name) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, name, String(inputs), String(seed)]);
    const startedAt = performance.now();
    let output = "";
    let last = "0";
    let errors = "";
    const hang = () => child.kill("SIGKILL");
    let timer = setTimeout(hang, longestSilenceMs);
    child.stdout.on("data", (data) => (output += data));
    child.stderr.on("data", (data) => {
      clearTimeout(timer);
      timer = setTimeout(hang, longestSilenceMs);
      const [line] = String(data).trimEnd().split("\n").slice(-1);
      if (/^\d+$/.test(line ?? "")) last = line ?? last;
      else errors += data;
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (output !== "") return resolve(JSON.parse(output));
      const what = signal === null ? `ended with ${code}: ${errors}` : "did not come to an end";
      const seconds = (performance.now() - startedAt) / 1000;
      resolve({
        name,
        seed,
        inputs: Number(last),
        longestMs: seconds * 1000,
        seconds,
        findings: [`an input from ${last} ${what}`],
      });
    });
  });
}

/** @returns {Promise<readonly { readonly name: string, readonly law: string }[]>} */
async function listTargets() {
  const child = spawn(process.execPath, [program]);
  let output = "";
  for await (const data of child.stdout) output += data;
  return JSON.parse(output);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`fuzz: ${line}\n`);
}
