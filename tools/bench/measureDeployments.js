import { interleave } from "./interleave.js";
import { quantile } from "./quantile.js";
import { timed } from "./timed.js";

const steps = ["preview", "create", "again"];

/**
 * Times the steps of a deployment for each contestant, side by side, on new stacks in every round.
 * @param {Readonly<Record<string, (round: number) => Promise<Contestant>>>} openers
 * @param {{ rounds: number, repeats: number }} options `repeats` of what can be repeated within a round: preview and the `up` without a change
 * @param {(step: string) => void} report is told before each step
 * @returns {Promise<Record<string, { times: Record<"preview" | "create" | "again", number>, look: Look | undefined }>>} medians, milliseconds
 *
 * @typedef {object} Contestant One stack, not deployed yet.
 * @property {() => Promise<unknown>} preview before anything is there
 * @property {() => Promise<unknown>} create
 * @property {() => Promise<unknown>} again without a change
 * @property {(() => Promise<Look>)=} look after all
 *
 * @typedef {{ bytes: number, traceBytes: number, peakBytes: number | undefined }} Look State of each resource; peak memory of the provider process.
 */
export async function measureDeployments(openers, { rounds, repeats }, report) {
  const names = Object.keys(openers);
  const found = Object.fromEntries(names.map((name) => [name, { preview: [], create: [], again: [] }]));
  const looks = {};
  for (let round = 0; round < rounds; round += 1) {
    const contestants = {};
    for (const name of names) contestants[name] = await openers[name](round);
    for (const step of steps) {
      report(`round ${round + 1} of ${rounds}: ${step}`);
      const times = await interleave(
        step === "create" ? 1 : repeats,
        Object.fromEntries(names.map((name) => [name, () => timed(contestants[name][step])])),
        round,
      );
      for (const name of names) found[name][step].push(...times[name]);
    }
    for (const name of names) looks[name] = await contestants[name].look?.();
  }
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        times: Object.fromEntries(steps.map((step) => [step, quantile(found[name][step], 0.5)])),
        look: looks[name],
      },
    ]),
  );
}
