/**
 * `npm run reliability [-- --times N]`: what becomes of one call when things go wrong on the wire, made by this package and by what people
 * use instead. Writes the tables into docs/reliability.md, the progress to standard error.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { machine } from "./machine.js";
import { contestants, oursAsContestants, scriptContestants } from "./contestants.js";
import { scriptAbsence } from "./contestants/program.js";
import { fastClock } from "./fastClock.js";
import { inParallel } from "./inParallel.js";
import { judgeTrial } from "./judgeTrial.js";
import { replaceBetween } from "./replaceBetween.js";
import { runTrial } from "./runTrial.js";
import { schedules } from "./schedules.js";
import { scheduleTable, sumTable } from "./tables.js";

/** By how much everybody's deadlines are shorter than in real life. */
const scale = 20;
/** A start that takes longer is ended: 10 minutes at that scale. */
const patienceMs = 30_000;
/** Callers at a time: most of them wait. Those with much to read come last, and are few, so that nobody misses a deadline for them. */
const parallel = 24;
const parallelHeavy = 3;
const page = new URL("../../docs/reliability.md", import.meta.url);

const { values } = parseArgs({ options: { times: { type: "string", default: "3" } } });
const times = Number(values.times);
if (!Number.isInteger(times) || times < 1) {
  throw new Error(`--times ${values.times} is not a whole number above 0`);
}

// Everybody speaks to this machine alone.
for (const name of Object.keys(process.env))
  if (/^(https?_|all_)?proxy$/i.test(name)) delete process.env[name];

await main();

async function main() {
  const startedAt = performance.now();
  const absence = scriptAbsence();
  const present =
    absence === undefined ? contestants : contestants.filter((one) => !scriptContestants.includes(one));
  if (absence !== undefined) say(`the scripts are left out: ${absence}`);

  const trials = schedules.flatMap((schedule) =>
    present.flatMap((contestant) => Array.from({ length: times }, () => ({ schedule, contestant }))),
  );
  let done = 0;
  const meet = async ({ schedule, contestant }) => {
    const isOurs = oursAsContestants.includes(contestant);
    const openClock = () => fastClock(isOurs ? scale : 1);
    const verdict = judgeTrial(await runTrial(contestant, schedule, { scale, patienceMs, openClock }));
    done += 1;
    if (done % 50 === 0) say(`${done} of ${trials.length} calls`);
    return { schedule, contestant, verdict };
  };
  const isHeavy = ({ schedule }) => schedule.isHeavy === true;
  const met = [
    ...(await inParallel(
      trials.filter((one) => !isHeavy(one)),
      parallel,
      meet,
    )),
    ...(await inParallel(trials.filter(isHeavy), parallelHeavy, meet)),
  ];

  const of = (contestant, schedule) =>
    met
      .filter((one) => one.contestant === contestant && (schedule ?? one.schedule) === one.schedule)
      .map(({ verdict }) => verdict);
  const sums = new Map(present.map((one) => [one.name, of(one)]));
  const rows = schedules.map((schedule) => ({
    name: schedule.name,
    cells: present.map((one) => of(one, schedule)),
  }));
  const names = present.map(({ name }) => name);
  const text = [
    `Measured on ${new Date().toISOString().slice(0, 10)} on ${machine()}; ${versions().join(", ")}. Each schedule was met ${times} times by each caller.`,
    ...(absence === undefined ? [] : [`The scripts were left out: ${absence}.`]),
    sumTable(sums),
    scheduleTable(rows, names),
  ].join("\n\n");
  writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), "measured", text));
  process.stdout.write(`${sumTable(sums)}\n`);
  say(
    `done after ${Math.round((performance.now() - startedAt) / 1000)} s; the tables are in docs/reliability.md`,
  );
}

function versions() {
  const require = createRequire(import.meta.url);
  const own = require("../../package.json").version;
  const openwhisk = require("openwhisk/package.json").version;
  const curl = spawnSync("curl", ["--version"], { encoding: "utf8" }).stdout?.split(" ")[1];
  return [
    `this package ${own}`,
    ...(curl === undefined ? [] : [`curl ${curl}`]),
    `openwhisk ${openwhisk} from npm`,
  ];
}

function say(line) {
  process.stderr.write(`reliability: ${line}\n`);
}
