/**
 * What is known of one generation when everything is over: what the action really did, by the emulator's ledger, and what the caller
 * was told. `notRun` stands for every report that the action did not run.
 * @typedef {object} SeenGeneration
 * @property {string} name
 * @property {readonly { readonly isSuccess: boolean, readonly activationId?: string }[]} runs
 * @property {"succeeded" | "failed" | "pending" | "notRun" | "unknown"} reported
 * @property {string} [activationId] the run that was told to be this one
 * @property {number} [allowedRuns] how often it may run: once, and once more for each time that the user asked for it
 */

/**
 * A place that must not hold the canary, a secret that went into the params: output, state, journal, logs.
 * @typedef {object} SeenText
 * @property {string} where
 * @property {string} text
 */

/**
 * What was told beside the generations.
 * @typedef {object} Told
 * @property {string} [canary]
 * @property {readonly SeenText[]} [texts]
 * @property {number | null} [exitCode] of the command that came last
 */

/**
 * Compares what was told with what happened, and says each promise that was broken.
 * @param {readonly SeenGeneration[]} generations
 * @param {Told} [told]
 * @returns {readonly string[]}
 */
export function brokenPromises(generations, { canary = "", texts = [], exitCode } = {}) {
  const leaks = texts.filter(({ text }) => canary !== "" && text.includes(canary));
  const hidden = exitCode === 0 ? generations.filter(({ reported }) => reported !== "succeeded") : [];
  return [
    ...generations.flatMap(problemsOf),
    ...hidden.map(({ name, reported }) => `the exit code is 0, and ${name} is reported as ${reported}`),
    ...leaks.map(({ where }) => `the canary is in ${where}`),
  ];
}

/** @param {SeenGeneration} generation */
function problemsOf({ name, runs, reported, allowedRuns = 1, activationId }) {
  const problems = runs.length > allowedRuns ? [`${name} ran ${runs.length} times`] : [];
  const happened = runs.length === 0 ? "did not run" : runs.at(-1)?.isSuccess ? "succeeded" : "failed";
  if (!isTrue(reported, runs)) problems.push(`${name} is reported as ${reported}, and ${happened}`);
  if (activationId !== undefined && !runs.some((run) => run.activationId === activationId)) {
    problems.push(`${name} is reported as activation ${activationId}, which is no run of it`);
  }
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
