import { join } from "node:path";
import { ActionInvocation } from "../../dist/index.js";
import { pulumiContestant } from "./pulumiContestant.js";
import { ShapedResource } from "./ShapedResource.js";
import { terraformContestant } from "./terraformContestant.js";
import { TrivialResource } from "./TrivialResource.js";

const resources = {
  invocation: {
    type: "pulumi-nodejs:dynamic/ncf:ActionInvocation",
    declare: (name, params) =>
      new ActionInvocation(name, { packageName: "db", actionName: "migrate", params }),
  },
  shaped: {
    type: "pulumi-nodejs:dynamic/bench:Shaped",
    declare: (name, params) => new ShapedResource(name, params),
  },
  trivial: {
    type: "pulumi-nodejs:dynamic/bench:Trivial",
    declare: (name, params) => new TrivialResource(name, params),
  },
};

/**
 * The contestants that deploy so many resources: each opens a new stack in every round.
 * @param {{ engine: object, origin: string, folder: string, count: number, parallel: number, hasTerraform: boolean }} options
 */
export function deploymentOpeners({ hasTerraform, folder, ...options }) {
  const openers = Object.entries(resources).map(([name, resource]) => [
    name,
    (round) => pulumiContestant({ ...options, ...resource, folder: join(folder, `${round}-${name}`) }),
  ]);
  if (hasTerraform) {
    openers.push([
      "terraform",
      (round) => terraformContestant({ ...options, folder: join(folder, `${round}-terraform`) }),
    ]);
  }
  return Object.fromEntries(openers);
}
