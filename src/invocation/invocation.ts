import type { RetryBudget } from "../client/cloudFunctions.ts";
import { type ActionReference, formatActionUrl } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import { type Json, type JsonObject, canonicalJson } from "../model/json.ts";
import type { OnUnknown } from "../model/outcome.ts";
import { createHash } from "node:crypto";

/** One call of an action, with every default filled in. */
export interface Invocation {
  readonly action: ActionReference;
  readonly address: Address;
  /** The action's runtime parameters. */
  readonly params: JsonObject;
  /** JSON Schema of the params, when there is one. */
  readonly paramsSchema: Json | undefined;
  /** JSON Schema of the result, when there is one. */
  readonly resultSchema: Json | undefined;
  /** How long the gateway waits, milliseconds, `0`–`60000`. */
  readonly timeoutMs: number;
  /** How long an activation that outlives the gateway's wait is followed, milliseconds. */
  readonly waitForMs: number;
  /** Values whose change makes a new generation. */
  readonly triggers: Json;
  /** For calls that provably did not run: how often and how long they are tried. */
  readonly retry: RetryBudget;
  /** What to do when nobody can tell whether the call ran. */
  readonly onUnknown: OnUnknown;
  /** Name of the param in which the action gets the generation's key, when it is to get it. */
  readonly idempotencyParam: string | undefined;
}

const encoder = new TextEncoder();

/** The params as they go over the wire: JSON in UTF-8. */
export function encodeParams(params: JsonObject): Uint8Array {
  return encoder.encode(JSON.stringify(params));
}

/**
 * The invocation as it is sent: with the generation's key among the params, where the action is to get it. What is compared and kept
 * of params is without it, or each generation would look like another call.
 */
export function withKey(invocation: Invocation, key: string): Invocation {
  const { idempotencyParam, params } = invocation;
  if (idempotencyParam === undefined) return invocation;
  return { ...invocation, params: { ...params, [idempotencyParam]: key } };
}

/**
 * What makes a generation: a hash over address, action, params and triggers, and nothing else. Two invocations with the same
 * fingerprint are the same generation, whatever their schemas, time-outs and retries.
 */
export function fingerprint(invocation: Invocation): string {
  const parts = [formatActionUrl(invocation), invocation.params, invocation.triggers];
  return createHash("sha256").update(canonicalJson(parts)).digest("base64url");
}
