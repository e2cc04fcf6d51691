/**
 * How long a step takes, milliseconds.
 * @param {() => Promise<unknown>} step
 */
export async function timed(step) {
  const startedAt = performance.now();
  await step();
  return performance.now() - startedAt;
}
