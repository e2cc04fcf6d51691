export { ActionCheck } from "./pulumi/ActionCheck.ts";
export type { ActionCheckArgs } from "./pulumi/ActionCheckArgs.ts";
export { ActionInvocation } from "./pulumi/ActionInvocation.ts";
export type {
  ActionInvocationArgs,
  JsonInput,
  JsonSchemaInput,
  LifecycleActionArgs,
  ParamsInput,
  RetryArgs,
} from "./pulumi/ActionInvocationArgs.ts";
export type { PreviousPart, PreviousRun } from "./pulumi/previousReferences.ts";
export type { LogsMode } from "./model/actionInvocation.ts";
export type { OnUnknown } from "./model/outcome.ts";
export type { ApiVersion, Platform, Region, Site } from "./model/address.ts";
export type { Json, JsonObject } from "./model/json.ts";
export { NcfError } from "./diagnostics/ncfError.ts";
export type { ErrorCode } from "./model/errorCatalogue.ts";
