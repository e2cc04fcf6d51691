import type { Owner } from "../ports/processes.ts";
import { crc32 } from "node:zlib";
import { isJsonObject } from "../model/json.ts";
import type { CallOrigin } from "./callOrigin.ts";

/**
 * Time for which the journal keeps a finished call: a month, after which the API drops activations
 * too [doc], plus a day for time zones.
 */
export const keepSettledMs = 32 * 24 * 3_600_000;

/** Record of the journal, one per line. */
export type JournalRecord = IntentRecord | EndRecord | SealRecord;

/** Call that is about to be sent. Contains no params and no secrets. */
export interface Intent {
  /** Key of the generation, from `generationKey`. */
  readonly key: string;
  /** URL of the action, from `formatActionUrl`. */
  readonly action: string;
  /** Hash of the params, from `hashParams`. */
  readonly paramsHash: string;
  /**
   * Latest time to write a byte of an attempt, epoch milliseconds: the end of the retry budget, or
   * the time that one attempt needs.
   */
  readonly sendsUntilAt: number;
  /**
   * Earliest time at which the call may have been sent, epoch milliseconds. @default the time of
   * the intent
   */
  readonly sentFromAt?: number;
  /** Set when the intent only notes that a step is due; nothing is ever sent for it. @default false */
  readonly isNote?: boolean;
  /**
   * Set when the journal must keep the call permanently, because nothing else remembers it.
   * @default false: it may be dropped a month after its end
   */
  readonly isPermanent?: boolean;
  /** W3C `traceparent` of the call, where it is traced: a run that continues it is linked to it. */
  readonly trace?: string | undefined;
  /** Claim that this one replaces. Without it only a free key can be claimed. */
  readonly replaces?: string;
  /** Process that may have sent the call. @default the process that writes the intent */
  readonly owner?: Owner;
}

/** Owner of a call whose process is unknown. */
export const unknownOwner: Owner = { host: "unknown", pid: 0, startedAt: "" };

/**
 * Scope of a call in addition to project and stack, which its key contains. An absent value is
 * unknown and matches every other one: a separate provider process does not know the organization.
 */
export interface JournalScope {
  /** Id of the backend, from `backendId`. */
  readonly backend?: string;
  readonly organization?: string;
}

/** Intent in the journal. Its id is the claim on the key. */
export interface IntentRecord extends Intent, JournalScope {
  readonly kind: "intent";
  readonly id: string;
  /** Time of the record, epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
  /** Absent when the environment contains no origin. */
  readonly by?: CallOrigin;
  /** Id of the preceding record, for stores that need it. */
  readonly after?: string;
}

/** End of a claim. */
export interface EndRecord {
  readonly kind: "end";
  readonly id: string;
  readonly key: string;
  /** Id of the claim. */
  readonly of: string;
  /** Time of the record, epoch milliseconds. */
  readonly at: number;
  readonly end: CallEnd;
  /** Id of the preceding record, for stores that need it. */
  readonly after?: string;
}

/** Last record of a file. Records after it do not count; their writers write them again to the next file. */
export interface SealRecord {
  readonly kind: "seal";
  readonly id: string;
}

/**
 * Status of a call that ended. `pending` and `unknown` may be followed by another end. Each may be
 * followed by `released`: its resource was deleted, and the next resource of that name is called.
 */
export interface CallEnd {
  readonly kind: "succeeded" | "failed" | "pending" | "rejected" | "notSent" | "unknown" | "released";
  /** Absent when unknown. */
  readonly activationId?: string;
  /** Number of attempts to send the call. Absent when the sending process did not record the end. */
  readonly attempts?: number;
  /** Duration of the run, milliseconds. Absent when its record was not read. */
  readonly durationMs?: number;
}

const linePattern = /^([0-9a-f]{8}) (\{.*\})$/s;

/**
 * Formats a record as a line without a line break: its checksum (CRC-32, 8 hexadecimal digits) and
 * the record as JSON.
 */
export function formatRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}`;
}

/** Parses a line; `undefined` for an empty, incomplete or unsupported line. */
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
