import type { ApiVersion } from "../../model/address.ts";
import type { CloudRules } from "./cloudRules.ts";

const monthMs = 30 * 24 * 3_600_000;
const localTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/** Page of a list of activations. */
export interface Page {
  /** From 1. */
  readonly pageNo: number;
  readonly pageSize: number;
  /** Bounds of the start of an activation, epoch milliseconds, both included. */
  readonly startAt: number;
  readonly endAt: number;
}

/**
 * Reads `pageNo` (default 1), `pageSize` (default 20), `start` (default, and earliest, one month before now) and `end` (default now).
 * Times are local `yyyy-MM-ddTHH:mm:ss` in v2.0 and epoch milliseconds in v2.1. `undefined` when one cannot be read.
 * Source: `compute-cloudfunctions-getactionactiviation`, `compute-cloudfunctions-v2-getactionactivationlist` [doc]
 */
export function readPage(
  query: URLSearchParams,
  apiVersion: ApiVersion,
  rules: CloudRules,
  now: number,
): Page | undefined {
  const readTime = (text: string): number => {
    if (apiVersion === "v2.1") return /^\d+$/.test(text) ? Number(text) : Number.NaN;
    return localTime.test(text) ? Date.parse(`${text}Z`) - rules.utcOffsetHours * 3_600_000 : Number.NaN;
  };
  const read = (name: string, fallback: number, reader: (text: string) => number): number => {
    const text = query.get(name);
    return text === null ? fallback : reader(text);
  };
  const readCount = (text: string): number => (/^[1-9]\d{0,6}$/.test(text) ? Number(text) : Number.NaN);

  const page = {
    pageNo: read("pageNo", 1, readCount),
    pageSize: read("pageSize", 20, readCount),
    startAt: Math.max(read("start", 0, readTime), now - monthMs),
    endAt: read("end", now, readTime),
  };
  return Object.values(page).some(Number.isNaN) ? undefined : page;
}
