import { actionInvocation } from "./actionInvocation.ts";
import { addressInputs } from "./addressDefinition.ts";
import type { InputDefinition, OutputDefinition, ResourceDefinition } from "./resourceDefinition.ts";

const { actionName, packageName, params, paramsSchema, timeout, triggers } = actionInvocation.inputs;

const inputs = {
  actionName,
  packageName,
  params,
  paramsSchema,
  success: {
    type: { kind: "boolean" },
    description:
      "`true` requires the run itself to succeed. `false` leaves the decision to `resultSchema`, which is then required.",
    default: true,
    makesGeneration: true,
  },
  resultSchema: {
    type: { kind: "jsonSchema" },
    description:
      "JSON Schema that the result must satisfy, given like `paramsSchema`. A result that violates it is unhealthy.",
    defaultText: "no check",
    makesGeneration: true,
  },
  successes: {
    type: { kind: "integer", minimum: 1, maximum: 100 },
    description: "Number of healthy calls in a row that end the check, `1` to `100`.",
    default: 1,
    makesGeneration: true,
  },
  every: {
    type: { kind: "duration" },
    description:
      "Time from the start of one call to the start of the next: milliseconds, or a string such as `5s`. At least `100ms`.",
    default: "5s",
    makesGeneration: false,
  },
  within: {
    type: { kind: "duration" },
    description:
      "Time in which the action must become healthy: milliseconds, or a string such as `5m`. At least `every` times `successes`, at most `24h`, and at most the custom time-out of the resource.",
    default: "5m",
    makesGeneration: false,
  },
  ...addressInputs,
  timeout: {
    ...timeout,
    type: { kind: "integer", minimum: 1, maximum: timeout.type.maximum },
    description:
      "Time that the gateway waits for the action, in milliseconds, `1` to `60000`. A run that takes longer is unhealthy.",
  },
  triggers: { ...triggers, description: "Any values. A change checks again." },
} as const satisfies Record<string, InputDefinition>;

const outputs = {
  result: {
    type: { kind: "any" },
    description:
      "Result of the last call, any JSON, as a rule an object. An integer beyond 2^53 - 1 becomes the string of its digits. Secret if any part of `params` is secret.",
    isAlwaysSet: true,
    secretWith: ["params"],
  },
  activationId: {
    type: { kind: "string" },
    description: "Activation id of the last call, 32 lower-case hexadecimal digits.",
    isAlwaysSet: true,
  },
  calls: {
    type: { kind: "integer", minimum: 1 },
    description: "Number of calls until the action was healthy.",
    isAlwaysSet: true,
  },
  successes: {
    type: { kind: "integer", minimum: 1 },
    description: "Number of healthy calls in a row at the end.",
    isAlwaysSet: true,
  },
  duration: {
    type: { kind: "integer" },
    description: "Time from the start of the first call to the end of the last, in milliseconds.",
    isAlwaysSet: true,
  },
  address: {
    type: { kind: "string" },
    description: actionInvocation.outputs.address.description,
    isAlwaysSet: true,
  },
} as const satisfies Record<string, OutputDefinition>;

/** Description of the resource that calls an action until it is healthy. */
export const actionCheck = {
  type: "ncf:ActionCheck",
  token: "ncf:index:ActionCheck",
  description:
    "Calls an action of NAVER Cloud Functions that is safe to repeat, until it is healthy. It does not call at most once: it may call many times, and calls again after a crash or a lost response. It checks when it is created, and when the action, its params, its address, the triggers or the condition change.",
  inputs,
  outputs,
} as const satisfies ResourceDefinition;

/** Name of an input of a check. */
export type CheckInputName = keyof typeof inputs;

/** Names of all inputs of a check, in the order of the documentation. */
export const checkInputNames = Object.keys(inputs) as readonly CheckInputName[];

/** Names of the inputs whose change checks again. */
export const checkGenerationInputs = checkInputNames.filter((name) => inputs[name].makesGeneration);

/** Name of an output of a check, in addition to `id` and `urn`. */
export type CheckOutputName = keyof typeof outputs;
