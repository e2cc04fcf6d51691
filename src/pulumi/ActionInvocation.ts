import * as pulumi from "@pulumi/pulumi";
import { NcfError } from "../diagnostics/ncfError.ts";
import { jsonIssue } from "../invocation/jsonIssue.ts";
import { outputNames } from "../model/actionInvocation.ts";
import { parseDuration } from "../model/duration.ts";
import { type JsonObject, toPointer } from "../model/json.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { inlineSchemaFiles } from "../schema/inlineSchemaFiles.ts";
import type { ActionInvocationArgs, LifecycleActionArgs } from "./ActionInvocationArgs.ts";
import { hiddenInput } from "./hiddenStep.ts";
import { isLater, isPreviousPart, previousRun, toTemplates, withPlainOutputs } from "./previousReferences.ts";
import { serializedProvider } from "./serializedProvider.ts";

/**
 * Calls an action of NAVER Cloud Functions. A change of the action, its params, its address or the triggers calls it again; no other change
 * does. `onUpdate` and `onDelete` call other actions at an update and a deletion. Its id is the activation id of its first generation.
 *
 * The option `import: "package/action/activationId"` adopts a finished run instead of calling the action.
 *
 * @example
 * ```ts
 * import { ActionInvocation } from "pulumi-ncloud-functions";
 *
 * const migrate = new ActionInvocation("migrate", {
 *   packageName: "db",
 *   actionName: "migrate",
 *   params: { version: "2026-11" },
 * });
 * export const tables = migrate.result.apply((result) => result["tables"]);
 * ```
 */
export class ActionInvocation extends pulumi.CustomResource {
  /** Activation id of the newest generation, 32 lower-case hexadecimal digits. */
  declare readonly activationId: pulumi.Output<string>;
  /** Result of the action, a JSON object. Secret if any part of `params` is secret. */
  declare readonly result: pulumi.Output<JsonObject>;
  /** Status of the activation, `success` if it succeeded. */
  declare readonly status: pulumi.Output<string>;
  /** Whether the action succeeded. */
  declare readonly success: pulumi.Output<boolean>;
  /** Start of the run, in epoch milliseconds. */
  declare readonly start: pulumi.Output<number>;
  /** End of the run, in epoch milliseconds. */
  declare readonly end: pulumi.Output<number>;
  /** Duration of the run, in milliseconds. */
  declare readonly duration: pulumi.Output<number>;
  /** Name of the action, as in its activation record. */
  declare readonly name: pulumi.Output<string>;
  /** Namespace of the caller. */
  declare readonly namespace: pulumi.Output<string>;
  /** User that ran the action. */
  declare readonly subject: pulumi.Output<string>;
  /** `succeeded`. `failed` or `pending` only after a deployment that failed. */
  declare readonly outcome: pulumi.Output<"succeeded" | "failed" | "pending">;
  /** Attempts of this generation. More than 1 only if the earlier ones provably did not run; 0 for an imported run. */
  declare readonly attempts: pulumi.Output<number>;
  /** Number of the generation, from 1. Each intended call of the action is one generation. */
  declare readonly generation: pulumi.Output<number>;
  /** Time of the call, in epoch milliseconds of the deploying machine's clock. */
  declare readonly invokedAt: pulumi.Output<number>;
  /** URL of the action: `https://HOST/api/v2/packages/db/actions/migrate?platform=classic`. */
  declare readonly address: pulumi.Output<string>;

  /**
   * @param name - The resource's name, unique in its stack.
   * @throws NcfError NCF_PARAMS_NOT_JSON for params with a cycle, a function or anything else that is not JSON
   * @throws NcfError NCF_INPUT_INVALID for another input with such a part
   * @throws NcfError NCF_SCHEMA_INVALID for a schema file that is not there
   */
  constructor(name: string, args: ActionInvocationArgs, options: pulumi.CustomResourceOptions = {}) {
    // The engine's own import gives the dynamic provider nothing to start from, so that the provider imports at create.
    const { import: importId, ...rest } = options;
    const inputs = inputsOf(args, name);
    const hidden = hiddenStep(name, inputs, rest, importId);
    super(
      resourceType,
      name,
      { ...undefinedOutputs, ...inputs, [hiddenInput]: hidden, __provider: serializedProvider },
      rest,
    );
  }

  /**
   * Reads a finished run without managing it: its outputs can be used, and its action is never called.
   * Its result is secret, because the params that it may repeat are not known; `pulumi.unsecret` makes it plain.
   * @param id - `package/action/activationId`; the package is `-` for an action outside any package.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    address: Pick<ActionInvocationArgs, "platform" | "region" | "site" | "apiVersion" | "endpoint"> = {},
    options: pulumi.CustomResourceOptions = {},
  ): ActionInvocation {
    return new ActionInvocation(name, address as ActionInvocationArgs, { ...options, id });
  }
}

const resourceType = "pulumi-nodejs:dynamic/ncf:ActionInvocation";

// The SDK fills in only properties that exist from the start.
const undefinedOutputs = Object.fromEntries(outputNames.map((name) => [name, undefined]));

function inputsOf(args: ActionInvocationArgs, name: string): pulumi.Inputs {
  const given = withoutUndefined({
    ...args,
    onUpdate: withCalledParams(args.onUpdate),
    onDelete: withCalledParams(args.onDelete),
  });
  const issue = jsonIssue(given, (part) => isLater(part) || isPreviousPart(part));
  if (issue !== undefined) {
    const { code, pointer, reason, hint } = issue;
    throw new NcfError(code, { reason: `${name}: ${pointer} ${reason}`, hint });
  }
  return withoutUndefined({
    ...given,
    paramsSchema: withFiles(args.paramsSchema),
    resultSchema: withFiles(args.resultSchema),
    onUpdate: lifecycleInputs(args.onUpdate, given["onUpdate"]),
    onDelete: lifecycleInputs(args.onDelete, given["onDelete"]),
  });
}

/** Returns a lifecycle action in which a function of params is replaced by what it returns. */
function withCalledParams(args: LifecycleActionArgs | undefined): pulumi.Inputs | undefined {
  if (args === undefined) return undefined;
  const { params } = args;
  return { ...args, params: typeof params === "function" ? params(previousRun) : params };
}

function lifecycleInputs(
  args: LifecycleActionArgs | undefined,
  called: pulumi.Inputs | undefined,
): pulumi.Inputs | undefined {
  if (args === undefined || called === undefined) return undefined;
  const toInput = typeof args.params === "function" ? toTemplates : withPlainOutputs;
  return withoutUndefined({
    ...called,
    params: toInput(called["params"]),
    paramsSchema: withFiles(args.paramsSchema),
  });
}

function hiddenStep(
  name: string,
  inputs: pulumi.Inputs,
  { parent, customTimeouts }: pulumi.CustomResourceOptions,
  importId: string | undefined,
): pulumi.Inputs {
  const urn = pulumi.createUrn(name, resourceType, parent);
  const create = parseDuration(customTimeouts?.create);
  const update = parseDuration(customTimeouts?.update);
  return withoutUndefined({
    // A promise and not the output: a resource that depended on its own parent would wait for itself.
    urn: new Promise<string>((resolve) => void urn.apply(resolve)),
    importId,
    rerun: rerunToken(name),
    secretPointers: secretPointers(inputs),
    timeouts: create === undefined && update === undefined ? undefined : withoutUndefined({ create, update }),
  });
}

/** The SDK makes an output with four promises, each with its stack trace, of every property that exists. */
function withoutUndefined(inputs: pulumi.Inputs): pulumi.Inputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}

/** Returns the token of a re-run out of the config `ncf:rerun`: `{ name: token }`. Each new token makes one new generation. */
function rerunToken(name: string): string | undefined {
  return new pulumi.Config("ncf").getObject<Readonly<Record<string, string>>>("rerun")?.[name];
}

function withFiles(schema: ActionInvocationArgs["paramsSchema"]): pulumi.Output<unknown> | undefined {
  if (schema === undefined) return undefined;
  const { readText } = nodePorts();
  return pulumi.output(schema).apply((whole) => inlineSchemaFiles(whole, process.cwd(), readText));
}

/** Returns JSON pointers to the secret parts of an input; `undefined` where there are none, so that the state holds nothing about them. */
async function secretPointers(input: unknown, pointer = ""): Promise<string[] | undefined> {
  if (isLater(input)) return (await pulumi.isSecret(pulumi.output(input))) ? [pointer] : undefined;
  if (typeof input !== "object" || input === null) return undefined;
  const found = await Promise.all(
    Object.entries(input).map(([key, part]) => secretPointers(part, pointer + toPointer([key]))),
  );
  const pointers = found.flatMap((some) => some ?? []);
  return pointers.length === 0 ? undefined : pointers;
}
