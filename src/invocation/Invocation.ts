import type { RetryBudget } from "../client/CloudFunctions.ts";
import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { OnUnknown } from "./decideUnknown.ts";

/** One call of an action, with every default filled in. */
export interface Invocation {
  readonly action: ActionReference;
  readonly address: Address;
  /** The action's runtime parameters. */
  readonly params: JsonObject;
  /** JSON Schema of the params, when there is one. */
  readonly paramsSchema: Json | undefined;
  /** JSON Schema of the result, when there is one. */
  readonly resultSchema: Json | undefined;
  /** How long the gateway waits, milliseconds, `0`–`60000`. */
  readonly timeoutMs: number;
  /** How long an activation that outlives the gateway's wait is followed, milliseconds. */
  readonly waitForMs: number;
  /** Values whose change makes a new generation. */
  readonly triggers: Json;
  /** For calls that provably did not run: how often and how long they are tried. */
  readonly retry: RetryBudget;
  /** What to do when nobody can tell whether the call ran. */
  readonly onUnknown: OnUnknown;
  /** Name of the param in which the action gets the generation's key, when it is to get it. */
  readonly idempotencyParam: string | undefined;
}
