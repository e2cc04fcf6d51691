import * as pulumi from "@pulumi/pulumi";
import { actionInvocation } from "../model/actionInvocation.ts";
import type { AddressInput } from "../model/addressDefinition.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { dynamicType } from "../model/resources.ts";
import type { ActionInvocationArgs } from "./ActionInvocationArgs.ts";
import { dynamicInputs } from "./dynamicInputs.ts";
import { inProgram } from "./programError.ts";

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
export class ActionInvocation<Result extends Json = JsonObject> extends pulumi.CustomResource {
  /** Activation id of the newest generation, 32 lower-case hexadecimal digits. */
  declare readonly activationId: pulumi.Output<string>;
  /**
   * Result of the action, any JSON, as a rule an object: `new ActionInvocation<readonly string[]>(…)` for an action that returns an array.
   * An integer beyond 2^53 - 1 becomes the string of its digits. Secret if any part of `params` is secret.
   */
  declare readonly result: pulumi.Output<Result>;
  /** Status of the activation, `success` if it succeeded. */
  declare readonly status: pulumi.Output<string>;
  /** `true` if the action succeeded. */
  declare readonly success: pulumi.Output<boolean>;
  /** Start of the run, in epoch milliseconds. */
  declare readonly start: pulumi.Output<number>;
  /** End of the run, in epoch milliseconds. */
  declare readonly end: pulumi.Output<number>;
  /** Duration of the run, in milliseconds. */
  declare readonly duration: pulumi.Output<number>;
  /** Name of the action, as in its activation record. */
  declare readonly name: pulumi.Output<string>;
  /** Namespace of the caller. Secret where `result` is. */
  declare readonly namespace: pulumi.Output<string>;
  /** User that ran the action. Secret where `result` is. */
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
   * @param name - Name of the resource, unique in its stack.
   * @throws NcfError NCF_PARAMS_NOT_JSON for params with a cycle, a function or anything else that
   * is not JSON
   * @throws NcfError NCF_INPUT_INVALID for another input with such a part
   * @throws NcfError NCF_SCHEMA_INVALID for a schema file that does not exist
   */
  constructor(name: string, args: ActionInvocationArgs, options: pulumi.CustomResourceOptions = {}) {
    // The engine's own import passes no inputs to the dynamic provider, so the provider imports in
    // its create step.
    const { import: importId, ...rest } = options;
    super(
      dynamicType(actionInvocation),
      name,
      inProgram(() => dynamicInputs({ definition: actionInvocation, name, args, options: rest, importId })),
      rest,
    );
  }

  /**
   * Reads a finished run without managing it. Its outputs can be used, and its action is never
   * called. The result is secret, because it may contain params, which are unknown;
   * `pulumi.unsecret` makes it plain.
   * @param id - `package/action/activationId`; the package is `-` for an action outside any
   * package.
   */
  static get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    address: Pick<ActionInvocationArgs, AddressInput> = {},
    options: pulumi.CustomResourceOptions = {},
  ): ActionInvocation {
    return new ActionInvocation(name, address as ActionInvocationArgs, { ...options, id });
  }
}
