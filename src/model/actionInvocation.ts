import type { OnUnknown } from "./outcome.ts";
import { addressInputs } from "./addressDefinition.ts";
import { lifecycleActionFields, lifecycleActionType } from "./lifecycleActionFields.ts";
import type { InputDefinition, OutputDefinition, ResourceDefinition } from "./resourceDefinition.ts";

/** Values of the input `logs`. */
export type LogsMode = "none" | "onFailure" | "always";

// Source: api.ncloud-docs.com compute-cloudfunctions, compute-cloudfunctions-v2-postaction [doc]
const inputs = {
  actionName: {
    type: { kind: "string" },
    description: "Name of the action to call: 1 to 50 of `A-Z a-z 0-9 - _`, not starting with `-`.",
    isRequired: true,
    makesGeneration: true,
  },
  packageName: {
    type: { kind: "string" },
    description:
      "Package of the action, with the same rule as `actionName`. `-` is an action outside any package.",
    default: "-",
    makesGeneration: true,
  },
  params: {
    type: { kind: "object" },
    description:
      "Runtime parameters of the action, a JSON object of at most 1 MiB. If any part is secret, `result` is secret too.",
    default: {},
    makesGeneration: true,
    mayBeSecret: true,
  },
  paramsSchema: {
    type: { kind: "jsonSchema" },
    description:
      "JSON Schema (draft-07 or 2020-12) that `params` must satisfy. Stack files and TypeScript programs also take `{ $ref: ./file.json }`. Checked at preview and again before the call.",
    defaultText: "no check",
    makesGeneration: false,
  },
  resultSchema: {
    type: { kind: "jsonSchema" },
    description:
      "JSON Schema that the result must satisfy, given like `paramsSchema`. A result that violates it fails the deployment; the action is not called again.",
    defaultText: "no check",
    makesGeneration: false,
  },
  ...addressInputs,
  timeout: {
    type: { kind: "integer", minimum: 0, maximum: 60_000 },
    description:
      "Time that the gateway waits for the action, in milliseconds, `0` to `60000`. An action that takes longer continues to run; see `waitFor`.",
    default: 60_000,
    makesGeneration: false,
  },
  waitFor: {
    type: { kind: "duration" },
    description:
      "Time to follow an activation that outlives `timeout`: milliseconds, or a string such as `90s`, `10m`, `1h30m`. When it is over, the deployment fails and the next `up` continues to wait without another call.",
    default: "6m",
    makesGeneration: false,
  },
  triggers: {
    type: { kind: "array" },
    description: "Any values. A change calls the action again.",
    default: [],
    makesGeneration: true,
    mayBeSecret: true,
  },
  retry: {
    type: {
      kind: "nested",
      name: "Retry",
      fields: {
        attempts: {
          type: { kind: "integer", minimum: 1, maximum: 100 },
          description: "Number of attempts, the first included, `1` to `100`.",
          default: 4,
        },
        budget: {
          type: { kind: "duration" },
          description:
            "Time after the first attempt in which another may start: milliseconds, or a string such as `60s`.",
          default: "60s",
        },
      },
    },
    description: "Retries of a call that provably did not run. A call that may have run is never repeated.",
    default: { attempts: 4, budget: "60s" },
    makesGeneration: false,
  },
  onUnknown: {
    type: {
      kind: "enum",
      values: {
        fail: "Stops the deployment. Each further `up` searches again and calls nothing.",
        adopt: "Adopts the one run that may be the call's. Stops if there are several.",
        reinvoke: "Calls again when no earlier run can still be in progress. The action may run twice.",
      } satisfies Record<OnUnknown, string>,
    },
    description:
      "Behavior when a response was lost and the search for its run is inconclusive: `fail`, `adopt` or `reinvoke`.",
    default: "fail",
    makesGeneration: false,
  },
  idempotencyParam: {
    type: { kind: "string" },
    description:
      "Name of a parameter that passes the key of the generation, `ncf:PROJECT/STACK/NAME/GENERATION`, to the action, which can refuse repeats by it. Must not be among `params`.",
    defaultText: "no key is passed",
    makesGeneration: false,
  },
  onUpdate: {
    type: { kind: "nested", name: lifecycleActionType, fields: lifecycleActionFields },
    description:
      "Action that a change calls, once a run of the resource has succeeded. Its result becomes `result`.",
    defaultText: "the same action with the new `params`",
    makesGeneration: false,
    mayBeSecret: true,
  },
  onDelete: {
    type: { kind: "nested", name: lifecycleActionType, fields: lifecycleActionFields },
    description:
      "Action that deleting the resource calls first, with the keys of `onUpdate`. If it fails, the resource is kept.",
    defaultText: "nothing is called",
    makesGeneration: false,
    mayBeSecret: true,
  },
  logs: {
    type: {
      kind: "enum",
      values: {
        none: "Never.",
        onFailure: "When the step failed, as part of its error message.",
        always: "After every call.",
      } satisfies Record<LogsMode, string>,
    },
    description:
      "When to print the last lines of the activation's logs: `none`, `onFailure` or `always`. Secrets of the params are masked.",
    default: "onFailure",
    makesGeneration: false,
  },
} as const satisfies Record<string, InputDefinition>;

/**
 * Inputs whose secrets the service may repeat. `previous` marks a run whose params contained
 * secrets of an earlier run.
 */
const repeatsParams = ["params", "onUpdate/params", "previous"] as const;

const outputs = {
  activationId: {
    type: { kind: "string" },
    description: "Activation id of the newest generation, 32 lower-case hexadecimal digits.",
    isAlwaysSet: true,
  },
  result: {
    type: { kind: "any" },
    description:
      "Result of the action, any JSON, as a rule an object. An integer beyond 2^53 - 1 becomes the string of its digits. Secret if any part of `params` is secret.",
    isAlwaysSet: true,
    secretWith: repeatsParams,
  },
  status: {
    type: { kind: "string" },
    description: "Status of the activation, `success` if it succeeded.",
    isAlwaysSet: true,
  },
  success: {
    type: { kind: "boolean" },
    description: "`true` if the action succeeded.",
    isAlwaysSet: true,
  },
  start: {
    type: { kind: "integer" },
    description: "Start of the run, in epoch milliseconds.",
    isAlwaysSet: false,
  },
  end: {
    type: { kind: "integer" },
    description: "End of the run, in epoch milliseconds.",
    isAlwaysSet: false,
  },
  duration: {
    type: { kind: "integer" },
    description: "Duration of the run, in milliseconds.",
    isAlwaysSet: false,
  },
  name: {
    type: { kind: "string" },
    description: "Name of the action, as in its activation record.",
    isAlwaysSet: false,
  },
  namespace: {
    type: { kind: "string" },
    description: "Namespace of the caller. Secret where `result` is.",
    isAlwaysSet: false,
    secretWith: repeatsParams,
  },
  subject: {
    type: { kind: "string" },
    description: "User that ran the action. Secret where `result` is.",
    isAlwaysSet: false,
    secretWith: repeatsParams,
  },
  outcome: {
    type: {
      kind: "enum",
      values: {
        succeeded: "The action succeeded.",
        failed: "The action ran and failed. Only after a deployment that failed.",
        pending: "The action has not finished. Only after a deployment that failed.",
      },
    },
    description: "`succeeded`. `failed` or `pending` only after a deployment that failed.",
    isAlwaysSet: true,
  },
  attempts: {
    type: { kind: "integer", minimum: 0 },
    description:
      "Attempts of this generation. More than 1 only if the earlier ones provably did not run; 0 for an imported run.",
    isAlwaysSet: true,
  },
  generation: {
    type: { kind: "integer", minimum: 1 },
    description: "Number of the generation, from 1. Each intended call of the action is one generation.",
    isAlwaysSet: true,
  },
  invokedAt: {
    type: { kind: "integer" },
    description: "Time of the call, in epoch milliseconds of the deploying machine's clock.",
    isAlwaysSet: true,
  },
  address: {
    type: { kind: "string" },
    description:
      "URL of the action of the newest generation: `https://HOST/api/v2/packages/db/actions/migrate?platform=classic`.",
    isAlwaysSet: true,
  },
} as const satisfies Record<string, OutputDefinition>;

/** Description of the resource that calls an action. */
export const actionInvocation = {
  type: "ncf:ActionInvocation",
  token: "ncf:index:ActionInvocation",
  description:
    "Calls an action of NAVER Cloud Functions. A change of the action, its params, its address or the triggers calls it again; no other change does. `onUpdate` and `onDelete` call other actions at an update and a deletion.",
  readableBy: "`package/action/activationId`",
  inputs,
  outputs,
} as const satisfies ResourceDefinition;

/** Name of an input of an invocation. */
export type InputName = keyof typeof inputs;

/** Names of all inputs of an invocation, in the order of the documentation. */
export const inputNames = Object.keys(inputs) as readonly InputName[];

/** Names of the inputs whose change makes a new generation. */
export const generationInputs = inputNames.filter((name) => inputs[name].makesGeneration);

/** Name of an output of an invocation, in addition to `id` and `urn`. */
export type OutputName = keyof typeof outputs;

/** Names of all outputs of an invocation, in the order of the documentation. */
export const outputNames = Object.keys(outputs) as readonly OutputName[];
