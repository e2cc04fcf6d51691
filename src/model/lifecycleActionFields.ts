import type { FieldDefinition } from "./resourceDefinition.ts";

/** Name of the type of the inputs `onUpdate` and `onDelete`. */
export const lifecycleActionType = "LifecycleAction";

/**
 * Keys of the inputs `onUpdate` and `onDelete`. The resource's own inputs supply the address and
 * everything else.
 */
export const lifecycleActionFields = {
  actionName: {
    type: { kind: "string" },
    description: "Name of the action to call.",
    isRequired: true,
  },
  packageName: {
    type: { kind: "string" },
    description: "Package of that action. `-` is an action outside any package.",
    defaultText: "`packageName` of the resource",
  },
  params: {
    type: { kind: "object" },
    description:
      "Params of that call. `${previous.params.NAME}` and `${previous.result.NAME}` in its strings are replaced by parts of the newest run that succeeded.",
    defaultText: "`params` of the resource",
    mayBeSecret: true,
  },
  paramsSchema: {
    type: { kind: "jsonSchema" },
    description: "JSON Schema that those params must satisfy, given like `paramsSchema`.",
    defaultText: "no check",
  },
  timeout: {
    type: { kind: "integer", minimum: 0, maximum: 60_000 },
    description: "Time that the gateway waits for that action, in milliseconds, `0` to `60000`.",
    defaultText: "`timeout` of the resource",
  },
  waitFor: {
    type: { kind: "duration" },
    description: "Time to follow its activation, given like `waitFor`.",
    defaultText: "`waitFor` of the resource",
  },
} as const satisfies Record<string, FieldDefinition>;
