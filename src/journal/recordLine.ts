import { crc32 } from "node:zlib";
import { isJsonObject } from "../model/json.ts";
import type { JournalRecord } from "./JournalRecord.ts";

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
