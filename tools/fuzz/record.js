import { markdownTable } from "../reliability/markdownTable.js";

/**
 * @typedef {object} FuzzRecord
 * @property {string} name
 * @property {number} inputs
 * @property {number} seed
 * @property {number} seconds
 * @property {number} longestMs
 * @property {readonly string[]} findings
 */

/** What the columns of the record are called. */
const recordHead = ["input", "inputs", "seed", "findings", "longest input", "inputs a second", "date"];

/**
 * Returns the row of a target.
 * @param {FuzzRecord} record
 * @param {Date} at
 */
export function recordRow({ name, inputs, seed, seconds, longestMs, findings }, at) {
  return [
    name,
    inputs.toLocaleString("en-US"),
    String(seed),
    String(findings.length),
    `${Math.ceil(longestMs)} ms`,
    Math.round(inputs / seconds).toLocaleString("en-US"),
    at.toISOString().slice(0, 10),
  ];
}

/**
 * Returns the record of a page with one row more, or another one in the place of the target's.
 * @param {string} page
 * @param {readonly string[]} row
 */
export function withRow(page, row) {
  const rows = recordRows(page);
  const at = rows.findIndex(([name]) => name === row[0]);
  const all = at === -1 ? [...rows, row] : rows.with(at, [...row]);
  return markdownTable(recordHead, all);
}

/**
 * Returns the rows of the record on a page.
 * @param {string} page
 * @returns {string[][]}
 */
export function recordRows(page) {
  const part = page.slice(page.indexOf("<!-- fuzzed -->"), page.indexOf("<!-- end of fuzzed -->"));
  const lines = part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
