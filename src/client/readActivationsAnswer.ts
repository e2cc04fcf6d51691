import { isJsonObject, type Json } from "../model/json.ts";
import type { ActivationsAnswer, ListedActivation } from "./ActivationsAnswer.ts";
import { judge } from "./judge.ts";
import { parseBody } from "./parseBody.ts";
import type { Exchange } from "./Transport.ts";

/** A page of a list, and how many activations there are on all pages where the answer says so. */
export interface ListedPage {
  readonly kind: "page";
  readonly activations: readonly ListedActivation[];
  readonly totalCount?: number;
}

/**
 * Says what an answer to the question for an action's activations means. Numbers may be numeric strings; a list with an item
 * that has no id is not taken for a list, since the one that is looked for may be that item.
 *
 * @param nowMs the clock that signed, epoch milliseconds
 */
export function readActivationsAnswer(
  exchange: Exchange,
  nowMs: number,
): ListedPage | Exclude<ActivationsAnswer, { kind: "listed" }> {
  const page = exchange.kind === "answered" ? readPage(parseBody(exchange.body)) : undefined;
  if (page !== undefined) return page;
  const outcome = judge(exchange, nowMs);
  switch (outcome.kind) {
    case "rejected": {
      const { error, isTemporary, clockOffMs } = outcome;
      if (isTemporary) return { kind: "unreadable", reason: `HTTP ${error.status}: ${error.message}` };
      return { kind: "refused", error, ...(clockOffMs === undefined ? {} : { clockOffMs }) };
    }
    case "notSent":
    case "unknown":
      return { kind: "unreadable", reason: outcome.reason };
    case "succeeded":
    case "failed":
    case "pending":
      return { kind: "unreadable", reason: "an answer that is not a list of activations" };
  }
}

function readPage(body: Json): ListedPage | undefined {
  if (!isJsonObject(body)) return undefined;
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  const { activations: items, totalCount } = content;
  if (!Array.isArray(items)) return undefined;
  const activations: ListedActivation[] = [];
  for (const item of items as readonly Json[]) {
    if (!isJsonObject(item)) return undefined;
    const { activationId, status } = item;
    if (typeof activationId !== "string" || activationId === "") return undefined;
    const duration = readCount(item["duration"]);
    activations.push({
      activationId,
      ...(duration === undefined ? {} : { duration }),
      ...(typeof status === "string" ? { status } : {}),
    });
  }
  const total = readCount(totalCount);
  return { kind: "page", activations, ...(total === undefined ? {} : { totalCount: total }) };
}

function readCount(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
