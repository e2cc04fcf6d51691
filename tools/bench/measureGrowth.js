import { provider } from "../../dist/pulumi/provider.js";
import { benchKeys } from "./benchKeys.js";
import { interleave } from "./interleave.js";
import { quantile } from "./quantile.js";
import { timed } from "./timed.js";

const paramsSchema = {
  type: "object",
  required: ["version"],
  properties: { version: { type: "string" }, number: { type: "integer", minimum: 0 } },
  additionalProperties: false,
};

/**
 * Our own side without an engine: check, create, check and diff of so many resources, one after the other, in this process.
 * @param {string} origin
 * @param {{ counts: readonly number[], rounds: number }} options
 * @returns {Promise<{ count: number, perResource: number }[]>} medians over the rounds, milliseconds
 */
export async function measureGrowth(origin, { counts, rounds }) {
  const config = {
    "ncf:endpoint": origin,
    "ncf:accessKey": benchKeys.accessKey,
    "ncf:secretKey": benchKeys.secretKey,
  };
  await provider.configure({ config: { get: (key) => config[key] } });
  await deploy(1_000);
  const contestants = Object.fromEntries(counts.map((count) => [count, () => timed(() => deploy(count))]));
  const found = await interleave(rounds, contestants);
  return counts.map((count) => ({ count, perResource: quantile(found[count], 0.5) / count }));
}

async function deploy(count) {
  const states = [];
  for (let number = 0; number < count; number += 1) {
    const { inputs } = await checked(number);
    states.push(await provider.create(inputs));
  }
  for (const [number, { id, outs }] of states.entries()) {
    const { inputs } = await checked(number);
    const { changes } = await provider.diff(id, outs, inputs);
    if (changes) throw new Error("a resource without a change is to be updated");
  }
  deploymentCount += 1;
}

/** Each deployment is of resources that were not there before. */
let deploymentCount = 0;

/** Inputs come over the wire in the provider process: no two resources share an object. */
async function checked(number) {
  const params = { version: "2026-11", number };
  const news = {
    packageName: "db",
    actionName: "migrate",
    params,
    paramsSchema: structuredClone(paramsSchema),
    place: { project: "bench", stack: `growth-${deploymentCount}`, name: `migrate-${number}` },
  };
  const result = await provider.check({}, news);
  if (result.failures.length > 0) throw new Error(result.failures[0].reason);
  return result;
}
