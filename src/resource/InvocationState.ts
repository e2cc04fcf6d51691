import type { ResourcePlace } from "../model/resourceKey.ts";
import type { JsonObject } from "../model/json.ts";

/** What is kept of an invocation: the resource's outputs, as plain data. */
export interface InvocationState {
  /** URL of the action that was called, without the query of the call. */
  readonly address: string;
  /** Hash over address, action, params and triggers: which generation these outputs are of. */
  readonly fingerprint: string;
  readonly generation: number;
  readonly outcome: "succeeded" | "failed" | "pending";
  readonly activationId: string;
  readonly attempts: number;
  readonly invokedAt: number;
  /** Where the resource was when this generation was made: with the generation, its key in the journal. Older state has none. */
  readonly place?: ResourcePlace;
  /** Token of the newest re-run that was asked for. */
  readonly rerun?: string;
  readonly result?: JsonObject;
  readonly status?: string;
  readonly success?: boolean;
  readonly start?: number;
  readonly end?: number;
  readonly duration?: number;
  readonly name?: string;
  readonly namespace?: string;
  readonly subject?: string;
}
