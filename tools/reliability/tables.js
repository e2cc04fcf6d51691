import { markdownTable } from "./markdownTable.js";

/** @typedef {import("./judgeTrial.js").Verdict} Verdict */

/** What the columns of the sums are called. */
export const sumHead = [
  "caller",
  "calls",
  "ran more than once",
  "lost",
  "unknown, as reported",
  "not run, as reported",
  "right",
];

/**
 * How the calls of each caller ended, over all schedules. A call may have run more than once and be lost.
 * @param {ReadonlyMap<string, readonly Verdict[]>} verdicts by the caller's name
 */
export function sumTable(verdicts) {
  const rows = [...verdicts].map(([name, all]) => {
    const clean = all.filter(({ runs, isLost }) => runs <= 1 && !isLost);
    const counts = [
      all.length,
      all.filter(({ runs }) => runs > 1).length,
      all.filter(({ isLost }) => isLost).length,
      ...["unknown", "notRun", "right"].map((told) => clean.filter((one) => one.told === told).length),
    ];
    return [name, ...counts.map(String)];
  });
  return markdownTable(sumHead, rows);
}

/**
 * How the calls of each schedule ended.
 * @param {readonly { readonly name: string, readonly cells: readonly (readonly Verdict[])[] }[]} rows one cell for each caller
 * @param {readonly string[]} callers
 */
export function scheduleTable(rows, callers) {
  const lines = rows.map(({ name, cells }) => [name, ...cells.map(cellText)]);
  return markdownTable(["schedule", ...callers], lines);
}

/** @param {readonly Verdict[]} verdicts */
function cellText(verdicts) {
  const counts = new Map();
  for (const verdict of verdicts) {
    const words = wordsOf(verdict);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  if (counts.size === 1) return [...counts.keys()][0];
  return [...counts].map(([words, count]) => `${count} × ${words}`).join("; ");
}

/** @param {Verdict} verdict */
function wordsOf({ runs, isLost, told }) {
  const wrong = [...(runs > 1 ? [`ran ${runs} times`] : []), ...(isLost ? ["lost"] : [])];
  if (wrong.length > 0) return `**${wrong.join(", ")}**`;
  return told === "notRun" ? "not run" : told;
}
