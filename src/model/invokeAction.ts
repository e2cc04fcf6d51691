import { actionInvocation } from "./actionInvocation.ts";
import { getActivation } from "./getActivation.ts";
import type { FieldDefinition, FunctionDefinition, OutputDefinition } from "./resourceDefinition.ts";

const {
  triggers: _triggers,
  onUpdate: _onUpdate,
  onDelete: _onDelete,
  ...invocationInputs
} = actionInvocation.inputs;
const { logs: _logs, outcome: _outcome, ...runOutputs } = getActivation.outputs;

const inputs = {
  key: {
    type: { kind: "string" },
    description:
      "Identity of the call in its stack. The same key with the same call is called once and returns the recorded outcome; with another action or other params it is an error.",
    isRequired: true,
  },
  ...invocationInputs,
} as const satisfies Record<string, FieldDefinition>;

const outputs = {
  ...runOutputs,
  activationId: {
    type: { kind: "string" },
    description: "Activation id of the run. Absent in a preview.",
    isAlwaysSet: false,
  },
  result: {
    type: { kind: "object" },
    description: "Result of the action, a JSON object. Empty in a preview.",
    isAlwaysSet: true,
  },
  outcome: {
    type: {
      kind: "enum",
      values: { succeeded: "The action succeeded.", preview: "A preview, which calls nothing." },
    },
    description: "`succeeded`, or `preview` in a preview, which calls nothing.",
    isAlwaysSet: true,
  },
  status: { ...runOutputs.status, isAlwaysSet: false },
  success: { ...runOutputs.success, isAlwaysSet: false },
  address: { ...runOutputs.address, isAlwaysSet: false },
} as const satisfies Record<string, OutputDefinition>;

/** Description of the function that calls an action once per key. */
export const invokeAction = {
  token: "ncf:index:invokeAction",
  description:
    "Calls an action once per key, for hooks and other steps that are not resources. A preview checks the inputs and calls nothing. A call that failed is made again when the function is called again. If any input is secret, all outputs are.",
  inputs,
  outputs,
} as const satisfies FunctionDefinition;

/** Names of the outputs of the function. */
export const invokeActionOutputs = Object.keys(outputs) as readonly (keyof typeof outputs)[];
