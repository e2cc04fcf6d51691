import type { Owner } from "../ports/processes.ts";

/** A line of the journal. */
export type JournalRecord = IntentRecord | EndRecord | SealRecord;

/** What is about to be called. Holds no params and no secret. */
export interface Intent {
  /** The generation's key, by `generationKey`. */
  readonly key: string;
  /** URL of the action, as `formatActionUrl` gives it. */
  readonly action: string;
  /** Hash of the params, by `hashParams`. */
  readonly paramsHash: string;
  /** No byte of an attempt is written later, epoch milliseconds: now and the retry budget, or what one attempt needs. */
  readonly sendsUntilAt: number;
  /** The claim that was looked at and is to be given up for this one. Without it only a free key can be had. */
  readonly replaces?: string;
}

/** An intent as it is written. Its id is the claim on the key. */
export interface IntentRecord extends Intent {
  readonly kind: "intent";
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
}

/** How a claim ended. */
export interface EndRecord {
  readonly kind: "end";
  readonly id: string;
  readonly key: string;
  /** The claim. */
  readonly of: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly end: InvocationEnd;
}

/** The last record of a file: whatever comes behind it does not count and is written again to the next file. */
export interface SealRecord {
  readonly kind: "seal";
  readonly id: string;
}

/**
 * How an invocation ended; `pending` and `unknown` may be followed by another end, and each by `released`: its resource is no more, and
 * the next one of that name is to be called.
 */
export interface InvocationEnd {
  readonly kind: "succeeded" | "failed" | "pending" | "rejected" | "notSent" | "unknown" | "released";
  /** Where it is known. */
  readonly activationId?: string;
}
