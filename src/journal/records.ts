import type { Owner } from "../ports/processes.ts";
import { crc32 } from "node:zlib";
import { isJsonObject } from "../model/json.ts";
import type { CallOrigin } from "./callOrigin.ts";

/** Time for which the journal keeps a call that ended: a month, after which the API forgets activations too [doc], and a day for time zones. */
export const keepSettledMs = 32 * 24 * 3_600_000;

/** A line of the journal. */
export type JournalRecord = IntentRecord | EndRecord | SealRecord;

/** Call that is about to be sent. Holds no params and no secret. */
export interface Intent {
  /** The generation's key, by `generationKey`. */
  readonly key: string;
  /** URL of the action, as `formatActionUrl` gives it. */
  readonly action: string;
  /** Hash of the params, by `hashParams`. */
  readonly paramsHash: string;
  /** No byte of an attempt is written later, epoch milliseconds: the end of the retry budget, or the time that one attempt needs. */
  readonly sendsUntilAt: number;
  /** Earliest time at which it may have been sent, epoch milliseconds. @default when the intent was written */
  readonly sentFromAt?: number;
  /** Whether it only notes that a step is due, so that nothing is ever sent for it. @default false */
  readonly isNote?: boolean;
  /** Whether the call stays in the journal for good, since nothing else remembers it. @default false: a month after its end it may go */
  readonly isPermanent?: boolean;
  /** W3C `traceparent` of the call, where it is traced: a run that continues it is linked to it. */
  readonly trace?: string | undefined;
  /** Claim that this one replaces. Without it only a free key can be claimed. */
  readonly replaces?: string;
  /** Process that may have sent it. @default the one that writes the intent */
  readonly owner?: Owner;
}

/** Owner of a call whose process is not known: it cannot be asked. */
export const unknownOwner: Owner = { host: "unknown", pid: 0, startedAt: "" };

/**
 * What a call belongs to besides project and stack, which its key holds. A value that is absent is not known, and counts as every
 * other one: a provider in a process of its own is not told the organization.
 */
export interface JournalScope {
  /** By `backendId`. */
  readonly backend?: string;
  readonly organization?: string;
}

/** Intent in the journal. Its id is the claim on the key. */
export interface IntentRecord extends Intent, JournalScope {
  readonly kind: "intent";
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
  /** Absent where the environment tells nothing. */
  readonly by?: CallOrigin;
  /** Id of the record that came last when this one was written, where a store needs it. */
  readonly after?: string;
}

/** End of a claim. */
export interface EndRecord {
  readonly kind: "end";
  readonly id: string;
  readonly key: string;
  /** The claim. */
  readonly of: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly end: CallEnd;
  /** Id of the record that came last when this one was written, where a store needs it. */
  readonly after?: string;
}

/** Last record of a file: records behind it do not count, and their writers write them again to the next file. */
export interface SealRecord {
  readonly kind: "seal";
  readonly id: string;
}

/**
 * Status of a call that ended; `pending` and `unknown` may be followed by another end, and each by `released`: its resource was deleted, and
 * the next one of that name is called.
 */
export interface CallEnd {
  readonly kind: "succeeded" | "failed" | "pending" | "rejected" | "notSent" | "unknown" | "released";
  /** Absent where it is not known. */
  readonly activationId?: string;
  /** Attempts to send it. Absent where the process that sent it did not record its end. */
  readonly attempts?: number;
  /** Duration of the run, milliseconds. Absent where its record was not read. */
  readonly durationMs?: number;
}

const linePattern = /^([0-9a-f]{8}) (\{.*\})$/s;

/** Formats a record as a line, without a line break: its checksum (CRC-32, 8 hex digits) and the record as JSON. */
export function formatRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}`;
}

/** Parses a line; `undefined` for one that is empty, torn, or of a kind that this version does not know. */
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
