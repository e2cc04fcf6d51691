import type { ExpressionShape, Field, ValueType } from "./shape.ts";
import { localCommandFields, remoteCommandFields } from "./commandFields.ts";

const text: ExpressionShape = { kind: "expression", types: ["text"] };
const duration: ExpressionShape = { kind: "expression", types: ["text", "number"] };
const schema: ExpressionShape = { kind: "expression", types: ["object", "boolean"] };

function choice(...choices: readonly string[]): ExpressionShape {
  return { kind: "expression", types: ["text"], choices };
}

/** The properties of an `ncf:ActionInvocation`. */
export const actionInvocationFields = {
  packageName: {
    shape: text,
    description: "Package of the action; `-` (the default) for an action outside any package.",
  },
  actionName: { shape: text, description: "Name of the action to call.", isRequired: true },
  params: {
    shape: { kind: "expression", types: ["object"] },
    description: "The action's runtime parameters, at most 1 MiB as sent.",
  },
  paramsSchema: {
    shape: schema,
    description:
      "JSON Schema (draft-07 or 2020-12) of the params, checked before the call. `{ $ref: ./file.json }` takes it from a file beside the stack file.",
  },
  resultSchema: {
    shape: schema,
    description:
      "JSON Schema of the action's result, checked after the call, and against the paths that the file asks for.",
  },
  platform: { shape: choice("classic", "vpc"), description: "Platform of the action." },
  region: {
    shape: choice("KR", "SGN", "JPN", "FKR"),
    description: "Region whose Cloud Functions is called. Default `KR`.",
  },
  site: {
    shape: choice("public", "gov", "fin"),
    description: "Which cloud: public, government or financial. Default `public`.",
  },
  apiVersion: {
    shape: choice("v2.0", "v2.1"),
    description: "Version of the Cloud Functions API. Default `v2.0`.",
  },
  endpoint: {
    shape: text,
    description: "Origin that replaces the region's own, such as an emulator's `http://127.0.0.1:PORT`.",
  },
  timeout: {
    shape: { kind: "expression", types: ["number"], isInteger: true, minimum: 0, maximum: 60_000 },
    description: "How long the gateway waits for the action, in milliseconds. Default 60000.",
  },
  waitFor: {
    shape: duration,
    description:
      "How long an action that outlives `timeout` is followed: milliseconds, or text such as `10m`. Default 6 minutes.",
  },
  triggers: {
    shape: { kind: "expression", types: ["list"] },
    description: "Any values; when one changes, the action is called again.",
  },
  retry: {
    shape: {
      kind: "expression",
      types: ["object"],
      fields: {
        attempts: {
          shape: { kind: "expression", types: ["number"], isInteger: true, minimum: 1, maximum: 100 },
          description:
            "How often a call that provably did not run is tried, the first time included. Default 4.",
        },
        budget: {
          shape: duration,
          description: "Time for all tries: milliseconds, or text such as `60s`. Default 60 seconds.",
        },
      },
    },
    description: "For calls that provably did not run; a call that may have run is never repeated.",
  },
  onUnknown: {
    shape: choice("fail", "adopt", "reinvoke"),
    description:
      "When nobody can tell whether the call ran: stop, take the one run that may be it, or call again. Default `fail`.",
  },
  idempotencyParam: {
    shape: text,
    description:
      "Name of a param in which the action gets the key of the generation, to refuse repeats by and to show in its result or logs.",
  },
} as const satisfies Record<string, Field>;

/** One type of resource: what it takes and what it gives. */
export interface ResourceType {
  readonly description: string;
  readonly properties: Readonly<Record<string, Field>>;
  /** What `${name.…}` may ask for, and of which type it is. */
  readonly outputs: Readonly<Record<string, ValueType>>;
}

const commandOutputs = {
  id: "text",
  urn: "text",
  stdout: "text",
  stderr: "text",
  create: "text",
  update: "text",
  delete: "text",
  stdin: "text",
  environment: "object",
  triggers: "list",
  logging: "text",
} as const;

/** The types of resources that a stack file may hold. */
export const resourceTypes = {
  "ncf:ActionInvocation": {
    description: "Calls an action of Cloud Functions; its outcome is there as outputs.",
    properties: actionInvocationFields,
    outputs: {
      id: "text",
      urn: "text",
      activationId: "text",
      result: "object",
      status: "text",
      success: "boolean",
      start: "number",
      end: "number",
      duration: "number",
      name: "text",
      namespace: "text",
      subject: "text",
      outcome: "text",
      attempts: "number",
      generation: "text",
      invokedAt: "number",
      address: "any",
    },
  },
  "command:local:Command": {
    description: "Runs a command on this machine, through Pulumi's command provider.",
    properties: localCommandFields,
    outputs: {
      ...commandOutputs,
      dir: "text",
      interpreter: "list",
      assets: "object",
      archive: "any",
      assetPaths: "list",
      archivePaths: "list",
    },
  },
  "command:remote:Command": {
    description: "Runs a command on another machine over SSH, through Pulumi's command provider.",
    properties: remoteCommandFields,
    outputs: { ...commandOutputs, connection: "object" },
  },
} as const satisfies Record<string, ResourceType>;

/** Name of a type of resource. */
export type ResourceTypeName = keyof typeof resourceTypes;

/** Whether a text names a type of resource. */
export function isResourceTypeName(text: string): text is ResourceTypeName {
  return Object.hasOwn(resourceTypes, text);
}
