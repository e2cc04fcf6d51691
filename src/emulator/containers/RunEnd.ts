import type { JsonObject } from "../../model/json.ts";

/** How a run ended, in a record's own words. Source: `core/entity/ActivationResult.scala` [ow] */
export interface RunResponse {
  readonly status: "success" | "application error" | "action developer error" | "whisk internal error";
  readonly success: boolean;
  /** What the action returned; `{ error: … }` alone when it failed. */
  readonly result: JsonObject;
}

/** How a run ended, with what it wrote. */
export interface RunEnd {
  readonly response: RunResponse;
  /** Lines `<ISO time> stdout|stderr: <text>`, in order. */
  readonly logs: readonly string[];
}
