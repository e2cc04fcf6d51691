import type { JsonObject } from "../../model/json.ts";

/** Response of a run in the words of a record. Source: `core/entity/ActivationResult.scala` [ow] */
export interface RunResponse {
  readonly status: "success" | "application error" | "action developer error" | "whisk internal error";
  readonly success: boolean;
  /** Result of the action; only `{ error: … }` when it failed. */
  readonly result: JsonObject;
}

/** End of a run with its logs. */
export interface RunEnd {
  readonly response: RunResponse;
  /** Lines `<ISO time> stdout|stderr: <text>`, in order. */
  readonly logs: readonly string[];
}
