/**
 * What is known of one generation when everything is over: what the action really did, by the emulator's ledger, and what the caller
 * was told. `notRun` stands for every report that the action did not run.
 * @typedef {object} SeenGeneration
 * @property {string} name
 * @property {readonly { readonly isSuccess: boolean }[]} runs
 * @property {"succeeded" | "failed" | "pending" | "notRun" | "unknown"} reported
 * @property {number} [allowedRuns] how often it may run: once, and once more for each time that the user asked for it
 */

/**
 * A place that must not hold the canary, a secret that went into the params: output, state, journal, logs.
 * @typedef {object} SeenText
 * @property {string} where
 * @property {string} text
 */

/**
 * Compares what was told with what happened, and says each promise that was broken.
 * @param {readonly SeenGeneration[]} generations
 * @param {{ readonly canary: string, readonly texts: readonly SeenText[] }} [kept]
 * @returns {readonly string[]}
 */
export function brokenPromises(generations, kept = { canary: "", texts: [] }) {
  const leaks = kept.texts.filter(({ text }) => kept.canary !== "" && text.includes(kept.canary));
  return [...generations.flatMap(problemsOf), ...leaks.map(({ where }) => `the canary is in ${where}`)];
}

/** @param {SeenGeneration} generation */
function problemsOf({ name, runs, reported, allowedRuns = 1 }) {
  const problems = runs.length > allowedRuns ? [`${name} ran ${runs.length} times`] : [];
  const happened = runs.length === 0 ? "did not run" : runs.at(-1)?.isSuccess ? "succeeded" : "failed";
  if (!isTrue(reported, runs)) problems.push(`${name} is reported as ${reported}, and ${happened}`);
  return problems;
}

/**
 * @param {SeenGeneration["reported"]} reported
 * @param {SeenGeneration["runs"]} runs
 */
function isTrue(reported, runs) {
  switch (reported) {
    case "succeeded":
      return runs.some(({ isSuccess }) => isSuccess);
    case "failed":
      return runs.some(({ isSuccess }) => !isSuccess);
    case "pending":
      return runs.length > 0;
    case "notRun":
      return runs.length === 0;
    case "unknown":
      return true;
  }
}
