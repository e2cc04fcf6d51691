import { actionInvocation } from "./actionInvocation.ts";
import { addressInputs } from "./addressDefinition.ts";
import type { FieldDefinition, FunctionDefinition, OutputDefinition } from "./resourceDefinition.ts";

const { outcome, activationId, status, success, start, end, duration, name, namespace, subject, address } =
  actionInvocation.outputs;

const inputs = {
  id: {
    type: { kind: "string" },
    description:
      "Run to read: `package/action/activationId`, with `-` as the package for an action outside any package. Replaces `packageName`, `actionName` and `activationId`.",
  },
  packageName: {
    type: { kind: "string" },
    description: "Package of the action. `-` is an action outside any package.",
    default: "-",
  },
  actionName: { type: { kind: "string" }, description: "Name of the action." },
  activationId: { type: { kind: "string" }, description: "Activation id of the run." },
  ...addressInputs,
} as const satisfies Record<string, FieldDefinition>;

const outputs = {
  activationId: { ...activationId, description: "Activation id of the run." },
  result: {
    type: { kind: "any" },
    description:
      "Result of the action, any JSON, as a rule an object. An integer beyond 2^53 - 1 becomes the string of its digits. `{ error }` if the action failed.",
    isAlwaysSet: true,
  },
  outcome: {
    type: {
      kind: "enum",
      values: {
        succeeded: outcome.type.values.succeeded,
        failed: "The action ran and failed.",
      },
    },
    description: "`succeeded` or `failed`.",
    isAlwaysSet: true,
  },
  logs: {
    type: { kind: "array" },
    description: "Lines that the action wrote.",
    isAlwaysSet: false,
  },
  status,
  success,
  start,
  end,
  duration,
  name,
  namespace,
  subject,
  address,
} as const satisfies Record<string, OutputDefinition>;

/** Description of the function that reads the record of a run. */
export const getActivation = {
  token: "ncf:index:getActivation",
  description:
    "Reads the activation record of a finished run. Never calls an action. The service keeps records for one month.",
  inputs,
  outputs,
} as const satisfies FunctionDefinition;
