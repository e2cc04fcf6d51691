import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startEmulator } from "../../dist/emulator/index.js";
import { fasterFaults } from "./fasterFaults.js";
import { keys } from "./keys.js";
import { openPlaces } from "./openPlaces.js";

const actionsDir = fileURLToPath(new URL("actions", import.meta.url));

/**
 * What a caller says when it has ended: how its call ended, as far as it knows. `notDone` is said by one that only knows that it did
 * not succeed.
 * @typedef {import("./brokenPromises.js").SeenGeneration["reported"] | "notDone"} Report
 */

/**
 * A way to call the action. Each start is a process of its own, or stands for one.
 * @typedef {object} Contestant
 * @property {string} name
 * @property {(trial: Trial) => Start} open
 */

/** @typedef {(url: string, signal: AbortSignal) => Promise<{ report: Report, code?: string, message?: string }>} Start */

/**
 * @typedef {object} Trial
 * @property {import("./schedules.js").Schedule} schedule
 * @property {number} scale by how much the callers' deadlines are shorter than in real life
 * @property {Clock} clock
 * @property {string} folder for what the caller keeps from start to start
 */

/** @typedef {{ readonly now: () => number, readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void> }} Clock */

/**
 * @typedef {object} Seen
 * @property {{ report: Report, code?: string, message?: string, runs: { isSuccess: boolean }[] }[]} starts with the runs of all POSTs until then
 * @property {number} posts
 */

/**
 * Lets a caller meet a schedule, and says what it reported at each start, and what the action really did, by the emulator's ledger.
 * @param {Contestant} contestant
 * @param {import("./schedules.js").Schedule} schedule
 * @param {object} how
 * @param {number} how.scale
 * @param {number} how.patienceMs a start that takes longer is ended, real milliseconds
 * @param {(emulator: import("../../dist/emulator/index.js").Emulator) => Clock} how.openClock time for the caller and the emulator
 * @param {(folder: string) => void} [how.look] looks at what the caller keeps, in the end
 * @returns {Promise<Seen>}
 */
export async function runTrial(contestant, schedule, { scale, patienceMs, openClock, look = () => {} }) {
  /** @type {Clock} */
  let clock = { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };
  const emulator = await startEmulator({
    actionsDir,
    credentials: keys,
    // It answers as slowly as it does, whatever its clock says.
    clock: { now: () => clock.now(), sleep: clock.sleep },
    switches: schedule.switches,
  });
  clock = openClock(emulator);
  const places = await openPlaces(emulator.url);
  const folder = mkdtempSync(join(tmpdir(), "ncf-reliability-"));
  try {
    for (const plan of fasterFaults(schedule, scale)) emulator.faults.add(plan);
    const start = contestant.open({ schedule, scale, clock, folder });
    const ended = [];
    for (let count = 0; count < schedule.starts; count += 1) {
      const { places: order = ["emulator"] } = schedule;
      const url = places.urlOf(order[Math.min(count, order.length - 1)]);
      const said = await withPatience((signal) => start(url, signal), patienceMs);
      ended.push({ ...said, postsUntil: emulator.ledger.posts.length });
      if (said.report === "succeeded") break;
    }
    look(folder);
    return await judged(emulator.ledger, ended);
  } finally {
    places.close();
    await emulator.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import("../../dist/emulator/index.js").Ledger} ledger
 * @param {{ report: Report, postsUntil: number }[]} ended
 * @returns {Promise<Seen>}
 */
async function judged(ledger, ended) {
  // What is still on its way may run after everybody has gone; what a fault holds for ever does not.
  for (const [index, post] of ledger.posts.entries()) {
    if (post.fault === "hold") continue;
    await ledger.whenPosted(() => ledger.posts[index].verdict !== "open");
    const { activationId } = ledger.posts[index];
    if (activationId === undefined) continue;
    await ledger.whenRun((run) => run.activationId === activationId && run.endedAt !== undefined);
  }
  const isOurs = ({ actionName }) => actionName === "work";
  const runOf = ({ activationId }) => ledger.runs.find((run) => run.activationId === activationId);
  return {
    posts: ledger.posts.filter(isOurs).length,
    starts: ended.map(({ postsUntil, ...said }) => {
      const runs = ledger.posts.slice(0, postsUntil).filter(isOurs).map(runOf);
      return {
        ...said,
        runs: runs.filter((run) => run !== undefined).map(({ success }) => ({ isSuccess: success === true })),
      };
    }),
  };
}

/**
 * @template T
 * @param {(signal: AbortSignal) => Promise<T>} work
 * @param {number} patienceMs
 * @returns {Promise<T | { report: Report, message: string }>}
 */
async function withPatience(work, patienceMs) {
  const over = new AbortController();
  const ended = new AbortController();
  const patience = sleep(patienceMs, undefined, { signal: ended.signal }).then(
    () => {
      over.abort();
      return { report: /** @type {const} */ ("notDone"), message: "ended for taking too long" };
    },
    () => new Promise(() => {}),
  );
  try {
    return await Promise.race([work(over.signal), patience]);
  } finally {
    ended.abort();
  }
}
