import type { Owner } from "../ports/processes.ts";
import { crc32 } from "node:zlib";
import { isJsonObject } from "../model/json.ts";

/** Time for which the journal keeps a call that ended: a month, after which the API forgets activations too [doc], and a day for time zones. */
export const keepSettledMs = 32 * 24 * 3_600_000;

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

/**
 * What a call belongs to besides project and stack, which its key holds. A value that is absent is not known, and counts as every
 * other one: a provider in a process of its own is not told the organization.
 */
export interface JournalScope {
  /** By `backendId`. */
  readonly backend?: string;
  readonly organization?: string;
}

/** An intent as it is written. Its id is the claim on the key. */
export interface IntentRecord extends Intent, JournalScope {
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
  readonly end: CallEnd;
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
export interface CallEnd {
  readonly kind: "succeeded" | "failed" | "pending" | "rejected" | "notSent" | "unknown" | "released";
  /** Where it is known. */
  readonly activationId?: string;
}

const linePattern = /^([0-9a-f]{8}) (\{.*\})$/;

/** A record as a line, without a line break: its checksum (CRC-32, 8 hex digits) and itself as JSON. */
export function formatRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}`;
}

/** The record of a line; `undefined` for one that is empty, torn, or of a kind that this version does not know. */
export function parseRecord(line: string): JournalRecord | undefined {
  const [, sum, json] = linePattern.exec(line) ?? [];
  if (json === undefined || checksum(json) !== sum) return undefined;
  const record: unknown = JSON.parse(json);
  const kind = isJsonObject(record) ? record["kind"] : undefined;
  return kind === "intent" || kind === "end" || kind === "seal" ? (record as JournalRecord) : undefined;
}

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
