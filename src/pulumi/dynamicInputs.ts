import * as pulumi from "@pulumi/pulumi";
import { NcfError } from "../diagnostics/ncfError.ts";
import { jsonIssue } from "../invocation/jsonIssue.ts";
import { parseDuration } from "../model/duration.ts";
import { isJsonObject } from "../model/json.ts";
import { lifecycleActionType } from "../model/lifecycleActionFields.ts";
import type { InputDefinition, ResourceDefinition } from "../model/resourceDefinition.ts";
import { dynamicType } from "../model/resources.ts";
import type { ActionInvocationArgs, LifecycleActionArgs } from "./ActionInvocationArgs.ts";
import { hiddenInput } from "./hiddenStep.ts";
import { isPreviousPart, previousRun, toTemplates, withPlainOutputs } from "./previousReferences.ts";
import { isLater, secretPointers, withSchemaFiles, withoutUndefined } from "./programInputs.ts";
import { toSdkInput } from "./sdkInput.ts";
import { serializedProvider } from "./serializedProvider.ts";

/** Resource of a program, as constructed by its class. */
export interface DynamicResource {
  readonly definition: ResourceDefinition;
  readonly name: string;
  readonly args: object;
  readonly options: pulumi.CustomResourceOptions;
  /** Run to adopt instead of calling the action. */
  readonly importId?: string | undefined;
}

/**
 * Returns the properties that a resource registers: its inputs with inlined schema files, its
 * outputs, and the data for its provider.
 * @throws NcfError NCF_PARAMS_NOT_JSON for params with a cycle, a function or anything else that is
 * not JSON
 * @throws NcfError NCF_INPUT_INVALID for another input with such a part
 * @throws NcfError NCF_SCHEMA_INVALID for a schema file that does not exist
 */
export function dynamicInputs(resource: DynamicResource): pulumi.Inputs {
  const { definition } = resource;
  const inputs = inputsOf(resource);
  // The SDK fills in only properties that exist from the start.
  const undefinedOutputs = Object.fromEntries(
    Object.keys(definition.outputs).map((name) => [name, undefined]),
  );
  return {
    ...undefinedOutputs,
    ...Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, toSdkInput(input)])),
    // Based on the original keys: the provider reverts the escapes of the others.
    [hiddenInput]: hiddenStep(resource, inputs),
    __provider: serializedProvider,
  };
}

function inputsOf({ definition, name, args }: DynamicResource): pulumi.Inputs {
  const given: Record<string, unknown> = { ...args };
  const actions = Object.keys(given).filter((key) => isLifecycleAction(definition.inputs[key], given[key]));
  const called = Object.fromEntries(
    actions.map((key) => [key, withCalledParams(given[key] as LifecycleActionArgs)]),
  );
  const issue = jsonIssue({ ...given, ...called }, (part) => isLater(part) || isPreviousPart(part));
  if (issue !== undefined) {
    const { code, pointer, reason, hint } = issue;
    throw new NcfError(code, { reason: `${name}: ${pointer} ${reason}`, hint });
  }
  const inputs = Object.entries(given).map(([key, value]): [string, unknown] => {
    if (called[key] !== undefined) return [key, lifecycleInputs(value as LifecycleActionArgs, called[key])];
    return [
      key,
      definition.inputs[key]?.type.kind === "jsonSchema"
        ? withSchemaFiles(value as ActionInvocationArgs["paramsSchema"])
        : value,
    ];
  });
  return withoutUndefined(Object.fromEntries(inputs));
}

function isLifecycleAction(definition: InputDefinition | undefined, value: unknown): boolean {
  const type = definition?.type;
  return (
    type?.kind === "nested" && type.name === lifecycleActionType && isJsonObject(value) && !isLater(value)
  );
}

/** Replaces a function in `params` of a lifecycle action by its return value. */
function withCalledParams(args: LifecycleActionArgs): pulumi.Inputs {
  const { params } = args;
  return { ...args, params: typeof params === "function" ? params(previousRun) : params };
}

function lifecycleInputs(args: LifecycleActionArgs, called: pulumi.Inputs): pulumi.Inputs {
  const toInput = typeof args.params === "function" ? toTemplates : withPlainOutputs;
  return withoutUndefined({
    ...called,
    params: toInput(called["params"]),
    paramsSchema: withSchemaFiles(args.paramsSchema),
  });
}

function hiddenStep(
  { definition, name, options, importId }: DynamicResource,
  inputs: pulumi.Inputs,
): pulumi.Inputs {
  const { parent, customTimeouts } = options;
  const urn = pulumi.createUrn(name, dynamicType(definition), parent);
  const create = parseDuration(customTimeouts?.create);
  const update = parseDuration(customTimeouts?.update);
  return withoutUndefined({
    // A promise instead of the output: a resource that depends on its own parent would wait for itself.
    urn: new Promise<string>((resolve) => void urn.apply(resolve)),
    importId,
    rerun: rerunToken(name),
    secretPointers: secretPointers(inputs),
    timeouts: create === undefined && update === undefined ? undefined : withoutUndefined({ create, update }),
  });
}

/**
 * Returns the token of a re-run from the config `ncf:rerun`: `{ name: token }`. Each new token
 * causes one more call.
 */
function rerunToken(name: string): string | undefined {
  return new pulumi.Config("ncf").getObject<Readonly<Record<string, string>>>("rerun")?.[name];
}
