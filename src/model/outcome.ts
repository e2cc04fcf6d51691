import type { Activation } from "./activation.ts";

/** How one invocation ended, as far as anybody can know. */
export type Outcome =
  /** It ran and succeeded. */
  | { readonly kind: "succeeded"; readonly activation: Activation }
  /** It ran and failed. */
  | { readonly kind: "failed"; readonly activation: Activation }
  /** It was accepted and has not ended; its activation id is known. */
  | Pending
  | Unreadable
  /** It provably did not run: the API refused it. */
  | Rejected
  /** It provably did not run: no byte of the request was written. */
  | NotSent
  | Unknown;

/** It was accepted and its activation id is known, but no record shows how it ended. */
export interface Pending {
  readonly kind: "pending";
  readonly activationId: string;
  /** Present when a run of it would have ended by now and its record would be visible, but the API has none. */
  readonly isOverdue?: true;
}

/** It ended, as the journal or the state knows, but its record cannot be read, so that its result is not known. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly ended: "succeeded" | "failed";
  readonly activationId: string;
  /** Why its record cannot be read, as a clause. */
  readonly reason: string;
}

/** What a response to a call alone can show. */
export type PostOutcome = Exclude<Outcome, Unreadable>;

/** Behavior when it is unknown whether a call ran: stop, adopt a run that may be the call's, or call again. */
export type OnUnknown = "fail" | "adopt" | "reinvoke";

/** It may have run: the response does not tell. */
export interface Unknown {
  readonly kind: "unknown";
  /** Why the answer does not tell. */
  readonly reason: string;
  readonly delivery: Delivery;
  /** What a look through the action's activations gave, where there was one. */
  readonly search?: {
    /** In words, a clause. */
    readonly found: string;
    /** Those that may be its run. */
    readonly activationIds: readonly string[];
    /** By then a run of it would have ended and be seen, epoch milliseconds. */
    readonly settledAt: number;
  };
  /** Run of an earlier call, where it is unknown only whether that was the same call. */
  readonly earlierId?: string;
}

/** No byte of the request was written, so the action did not run. */
export interface NotSent extends Final {
  readonly kind: "notSent";
  readonly reason: string;
  /** There, when the process was asked to start no more calls. */
  readonly isInterrupted?: true;
}

/** The API refused the call, so the action did not run. */
export interface Rejected extends Final {
  readonly kind: "rejected";
  readonly error: ApiError;
  /** Whether the same call may be taken later: a quota, a throttle, a fault that the service calls temporary. */
  readonly isTemporary: boolean;
  /** How far the API's clock is ahead of the one that signed, milliseconds, when that is why it refused. */
  readonly clockOffMs?: number;
  /** How long the API asks to wait, milliseconds. */
  readonly retryAfterMs?: number;
}

interface Final {
  /** There, when it would have been tried again, had other calls not used up the retries that all share. */
  readonly isOutOfRetries?: true;
}

/**
 * How far a request got before it failed. `notSent`: no byte of it was written, so it provably did not run. All the others may have run:
 * `sentInPart`, a part was written; `sent`, all of it; `responseStarted`, the answer's head had come.
 */
export type Delivery = "notSent" | "sentInPart" | "sent" | "responseStarted";

/** A refusal by the gateway, by Cloud Functions, or in the shape of the upstream project. */
export interface ApiError {
  /** HTTP status. */
  readonly status: number;
  /** Who answered, by the shape of the code: the gateway (three digits), the service (80xxx) or upstream. */
  readonly origin: "gateway" | "service" | "upstream";
  /** Ncloud's `errorCode` as text; absent in upstream-shaped bodies. */
  readonly errorCode?: string;
  /** The answer's own message, tags removed. */
  readonly message: string;
  /** The answer's own details, when there are any. */
  readonly details?: string;
}

/** The outcome of a run whose record is there. */
export function ranOutcome(activation: Activation): Extract<Outcome, { kind: "succeeded" | "failed" }> {
  return { kind: activation.response.success ? "succeeded" : "failed", activation };
}
