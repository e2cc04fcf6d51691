import type { RetryBudget } from "../client/cloudFunctions.ts";
import { type ActionReference, formatActionUrl } from "../model/action.ts";
import type { LogsMode } from "../model/actionInvocation.ts";
import type { Address } from "../model/address.ts";
import { type Json, type JsonObject, canonicalJson } from "../model/json.ts";
import type { OnUnknown } from "../model/outcome.ts";
import { createHash } from "node:crypto";
import type { LifecycleAction } from "./lifecycleAction.ts";

/** Call of an action with every default filled in. */
export interface Invocation {
  readonly action: ActionReference;
  readonly address: Address;
  /** Runtime parameters of the action. */
  readonly params: JsonObject;
  /** JSON Schema of the params, if any. */
  readonly paramsSchema: Json | undefined;
  /** JSON Schema of the result, if any. */
  readonly resultSchema: Json | undefined;
  /** Time that the gateway waits, milliseconds, `0` to `60000`. */
  readonly timeoutMs: number;
  /** Time to follow an activation that outlives the gateway's time-out, milliseconds. */
  readonly waitForMs: number;
  /** Values whose change makes a new generation. */
  readonly triggers: Json;
  /** Retries of a call that provably did not run. */
  readonly retry: RetryBudget;
  /** Behavior when it is unknown whether the call ran. */
  readonly onUnknown: OnUnknown;
  /** Name of the param that passes the generation's key to the action. */
  readonly idempotencyParam: string | undefined;
  /** Action that an update calls instead. */
  readonly onUpdate?: LifecycleAction;
  /** Action that deleting the resource calls. */
  readonly onDelete?: LifecycleAction;
  /** Policy for printing the logs of the run. */
  readonly logs: LogsMode;
}

const encoder = new TextEncoder();

/** Encodes params for the wire: JSON in UTF-8. */
export function encodeParams(params: JsonObject): Uint8Array {
  return encoder.encode(JSON.stringify(params));
}

/**
 * Returns the invocation as sent: with the key of the generation in the params, if
 * `idempotencyParam` names one. The fingerprint and the journal use the params without it;
 * otherwise each generation would look like a different call.
 */
export function withKey(invocation: Invocation, key: string): Invocation {
  const { idempotencyParam, params } = invocation;
  if (idempotencyParam === undefined) return invocation;
  return { ...invocation, params: { ...params, [idempotencyParam]: key } };
}

/**
 * Returns the identity of a generation: a hash of exactly address, action, params and triggers.
 * Invocations with the same fingerprint are the same generation, regardless of schemas, time-outs
 * and retries.
 */
export function fingerprint(invocation: Invocation): string {
  return jsonHash([formatActionUrl(invocation), invocation.params, invocation.triggers]);
}

/**
 * Returns the SHA-256 hash of a JSON value in base64url. Equal values have equal hashes, regardless
 * of key order.
 */
export function jsonHash(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url");
}
