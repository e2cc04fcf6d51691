import { brokenPromises } from "./brokenPromises.js";

/**
 * How a trial ended. `runs` counts the runs of the one call. `isLost`: some start told what was not so, that the call was done when it
 * was not, or that it was not when it was. `told` is what the last start told, where all of it was so.
 * @typedef {object} Verdict
 * @property {number} runs
 * @property {boolean} isLost
 * @property {"right" | "unknown" | "notRun"} told
 */

/**
 * @param {import("./runTrial.js").Seen} seen
 * @returns {Verdict}
 */
export function judgeTrial({ starts }) {
  const told = starts.map((start) => ({ ...start, reported: reportedBy(start) }));
  const isLost = told.some(({ reported, runs }) =>
    // How often it ran is another question.
    brokenPromises([{ name: "it", reported, runs }]).some((problem) => problem.includes("is reported as")),
  );
  const last = told.at(-1);
  return { runs: last.runs.length, isLost, told: toldBy(last.reported) };
}

/**
 * Who only knows that the call did not succeed is taken to say what is true of that: that it failed where it did, else that it did not run.
 * @param {import("./runTrial.js").Seen["starts"][number]} start
 */
function reportedBy({ report, runs }) {
  if (report !== "notDone") return report;
  return runs.length === 0 ? "notRun" : "failed";
}

/**
 * @param {import("./brokenPromises.js").SeenGeneration["reported"]} reported
 * @returns {Verdict["told"]}
 */
function toldBy(reported) {
  if (reported === "unknown" || reported === "pending") return "unknown";
  return reported === "notRun" ? "notRun" : "right";
}
