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
export const recordHead = ["input", "inputs", "seed", "findings", "longest input", "inputs a second", "date"];

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
