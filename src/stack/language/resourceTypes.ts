import { actionInvocationFields } from "./actionInvocationFields.ts";
import { localCommandFields, remoteCommandFields } from "./commandFields.ts";
import type { Field, ValueType } from "./shape.ts";

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
