import type { Activation } from "./activation.ts";

/**
 * Outcome of an invocation. `pending`, `unreadable` and `unknown` are the outcomes that are not
 * fully known.
 */
export type Outcome =
  /** The action ran and succeeded. */
  | { readonly kind: "succeeded"; readonly activation: Activation }
  /** The action ran and failed. */
  | { readonly kind: "failed"; readonly activation: Activation }
  /** The call was accepted and has not finished; its activation id is known. */
  | Pending
  | Unreadable
  /** The action provably did not run: the API refused the call. */
  | Rejected
  /** The action provably did not run: no byte of the request was written. */
  | NotSent
  | Unknown;

/** A call that was accepted, with a known activation id, and without a record of its end. */
export interface Pending {
  readonly kind: "pending";
  readonly activationId: string;
  /** Set when the run must have ended and its record must be visible by now, but the API has none. */
  readonly isOverdue?: true;
}

/** A run that ended, according to the journal or the state, but whose record and result cannot be read. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly ended: "succeeded" | "failed";
  readonly activationId: string;
  /** Reason why the record cannot be read, as a clause. */
  readonly reason: string;
}

/** Outcomes that the response to a call alone can show. */
export type PostOutcome = Exclude<Outcome, Unreadable>;

/** Behavior when it is unknown whether a call ran: stop, adopt a run that may be the call's, or call again. */
export type OnUnknown = "fail" | "adopt" | "reinvoke";

/** A call that may have run: the response does not show it. */
export interface Unknown {
  readonly kind: "unknown";
  /** Reason why the response does not show it. */
  readonly reason: string;
  readonly delivery: Delivery;
  /** Result of the search through the action's activations, when there was one. */
  readonly search?: {
    /** Result in words, a clause. */
    readonly found: string;
    /** Activations that may be the run of the call. */
    readonly activationIds: readonly string[];
    /** Time by which a run of the call must have ended and be visible, epoch milliseconds. */
    readonly settledAt: number;
  };
  /** Activation id of an earlier run, when it is unknown only whether it belongs to the same call. */
  readonly earlierId?: string;
}

/** No byte of the request was written, so the action did not run. */
export interface NotSent extends Final {
  readonly kind: "notSent";
  readonly reason: string;
  /** Set when the call was not started because the process was interrupted. */
  readonly isInterrupted?: true;
}

/** The API refused the call, so the action did not run. */
export interface Rejected extends Final {
  readonly kind: "rejected";
  readonly error: ApiError;
  /** `true` when the API may accept the same call later: a quota, a rate limit, or a temporary fault. */
  readonly isTemporary: boolean;
  /**
   * Time by which the API's clock is ahead of the signing clock, milliseconds. Set when this is the
   * reason.
   */
  readonly clockOffMs?: number;
  /** Delay that the API requests, milliseconds. */
  readonly retryAfterMs?: number;
}

interface Final {
  /** Set when the call was not retried only because other calls had used up the shared retry tokens. */
  readonly isOutOfRetries?: true;
}

/**
 * How far a request got before it failed.
 * - `notSent`: no byte was written, so the action provably did not run.
 * - `sentInPart`: a part was written. The action may have run.
 * - `sent`: all of it was written. The action may have run.
 * - `responseStarted`: the response headers arrived. The action may have run.
 */
export type Delivery = "notSent" | "sentInPart" | "sent" | "responseStarted";

/** Error response of the gateway, of Cloud Functions, or in the format of Apache OpenWhisk. */
export interface ApiError {
  /** HTTP status. */
  readonly status: number;
  /** Sender, by the format of the code: gateway (three digits), service (80xxx) or upstream (OpenWhisk). */
  readonly origin: "gateway" | "service" | "upstream";
  /** Ncloud's `errorCode` as a string; absent in the OpenWhisk format. */
  readonly errorCode?: string;
  /** Message of the response, with tags removed. */
  readonly message: string;
  /** Details of the response, if any. */
  readonly details?: string;
}

/** Returns the outcome of a run from its record. */
export function ranOutcome(activation: Activation): Extract<Outcome, { kind: "succeeded" | "failed" }> {
  return { kind: activation.response.success ? "succeeded" : "failed", activation };
}
