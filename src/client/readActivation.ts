import type { Activation } from "../model/activation.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";

/**
 * Reads the record of an ended activation out of an answer's `content`. Numbers may be numeric strings, as v2.0 has
 * them. Answers `undefined` when what decides the outcome is not there: an id, an object as result, or `success`.
 * Source: api.ncloud-docs.com compute-cloudfunctions-getactionactivationdetail, compute-cloudfunctions-v2-postaction [doc]
 */
export function readActivation(record: JsonObject): Activation | undefined {
  const { activationId, response, logs } = record;
  if (typeof activationId !== "string" || activationId === "" || !isJsonObject(response)) return undefined;
  const { result, status, success } = response;
  if (!isJsonObject(result) || typeof success !== "boolean") return undefined;
  return {
    activationId,
    ...texts(record, ["name", "namespace", "subject"]),
    ...numbers(record, ["start", "end", "duration"]),
    response: { result, status: typeof status === "string" ? status : "", success },
    ...(Array.isArray(logs) ? { logs: logs.filter((line) => typeof line === "string") } : {}),
  };
}

function texts<K extends string>(record: JsonObject, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "string") found[key] = value;
  }
  return found;
}

function numbers<K extends string>(record: JsonObject, keys: readonly K[]): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "number") found[key] = value;
    else if (typeof value === "string" && /^\d{1,15}$/.test(value)) found[key] = Number(value);
  }
  return found;
}
