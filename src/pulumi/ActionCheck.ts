import * as pulumi from "@pulumi/pulumi";
import { NcfError } from "../diagnostics/ncfError.ts";
import { actionCheck } from "../model/actionCheck.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { dynamicType } from "../model/resources.ts";
import type { ActionCheckArgs } from "./ActionCheckArgs.ts";
import { dynamicInputs } from "./dynamicInputs.ts";
import { inProgram } from "./programError.ts";

/**
 * Calls an action of NAVER Cloud Functions that is safe to repeat, until it is healthy: a smoke test after a deployment. It is not
 * once-only: it may call many times, and calls again after a crash or a lost response. It checks when it is created, and when the action,
 * its params, its address, the triggers or the condition change. Deleting it calls nothing. Where the action does not become healthy in
 * time, the deployment fails, nothing is kept, and the next one checks again.
 *
 * @example
 * ```ts
 * import { ActionCheck } from "pulumi-ncloud-functions";
 *
 * const smoke = new ActionCheck("smoke", {
 *   packageName: "orders",
 *   actionName: "health",
 *   resultSchema: { type: "object", required: ["ready"], properties: { ready: { const: true } } },
 *   every: "5s",
 *   successes: 3,
 *   within: "2m",
 *   triggers: ["2026-11"],
 * });
 * export const calls = smoke.calls;
 * ```
 */
export class ActionCheck<Result extends Json = JsonObject> extends pulumi.CustomResource {
  /**
   * Result of the last call, any JSON, as a rule an object. An integer beyond 2^53 - 1 becomes the string of its digits. Secret if any part of
   * `params` is secret.
   */
  declare readonly result: pulumi.Output<Result>;
  /** Activation id of the last call, 32 lower-case hexadecimal digits. */
  declare readonly activationId: pulumi.Output<string>;
  /** Number of calls until the action was healthy. */
  declare readonly calls: pulumi.Output<number>;
  /** Number of healthy calls in a row at the end. */
  declare readonly successes: pulumi.Output<number>;
  /** Time from the start of the first call to the end of the last, in milliseconds. */
  declare readonly duration: pulumi.Output<number>;
  /** URL of the action: `https://HOST/api/v2/packages/db/actions/migrate?platform=classic`. */
  declare readonly address: pulumi.Output<string>;

  /**
   * @param name - Name of the resource, unique in its stack.
   * @throws NcfError NCF_PARAMS_NOT_JSON for params with a cycle, a function or anything else that
   * is not JSON
   * @throws NcfError NCF_INPUT_INVALID for another input with such a part, and for the options
   * `import` and `id`
   * @throws NcfError NCF_SCHEMA_INVALID for a schema file that does not exist
   */
  constructor(
    name: string,
    args: ActionCheckArgs,
    options: Omit<pulumi.CustomResourceOptions, "import" | "id"> = {},
  ) {
    const given: pulumi.CustomResourceOptions = options;
    if (given.import !== undefined || given.id !== undefined) {
      throw new NcfError("NCF_INPUT_INVALID", {
        reason: `${name}: a check cannot be imported or read by id: it has no single run`,
        hint: "remove the options import and id; the check calls the action until it is healthy",
      });
    }
    super(
      dynamicType(actionCheck),
      name,
      inProgram(() => dynamicInputs({ definition: actionCheck, name, args, options })),
      options,
    );
  }
}
