export { ActionCheck } from "./pulumi/ActionCheck.ts";
export type { ActionCheckArgs } from "./pulumi/ActionCheckArgs.ts";
export { ActionInvocation } from "./pulumi/ActionInvocation.ts";
export type {
  ActionInvocationArgs,
  JsonInput,
  JsonSchemaInput,
  LifecycleActionArgs,
  LifecycleParams,
  RetryArgs,
} from "./pulumi/ActionInvocationArgs.ts";
export { actionHook } from "./pulumi/hooks/actionHook.ts";
export type { ActionHookArgs, HookArgs } from "./pulumi/hooks/hookArgs.ts";
export { invokeAfter, type InvokeAfterArgs } from "./pulumi/hooks/invokeAfter.ts";
export type { ResourceOutputs } from "./pulumi/hooks/resourceOutputs.ts";
export type { PreviousPart, PreviousRun } from "./pulumi/previousReferences.ts";
export type { LogsMode } from "./model/actionInvocation.ts";
export type { OnUnknown } from "./model/outcome.ts";
export type { ApiVersion, Platform, Region, Site } from "./model/address.ts";
export type { Json, JsonObject } from "./model/json.ts";
export { NcfError } from "./diagnostics/ncfError.ts";
export type { ErrorCode } from "./model/errorCatalogue.ts";
