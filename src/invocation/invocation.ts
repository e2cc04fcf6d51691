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
  /** The action's runtime parameters. */
  readonly params: JsonObject;
  /** JSON Schema of the params, when there is one. */
  readonly paramsSchema: Json | undefined;
  /** JSON Schema of the result, when there is one. */
  readonly resultSchema: Json | undefined;
  /** Time that the gateway waits, milliseconds, `0` to `60000`. */
  readonly timeoutMs: number;
  /** Time to follow an activation that outlives the gateway's wait, milliseconds. */
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
  /** When the logs of the run are printed. */
  readonly logs: LogsMode;
}

const encoder = new TextEncoder();

/** Encodes params for the wire: JSON in UTF-8. */
export function encodeParams(params: JsonObject): Uint8Array {
  return encoder.encode(JSON.stringify(params));
}

/**
 * Returns the invocation as it is sent: with the generation's key among the params, where `idempotencyParam` names one. Fingerprint and
 * journal use the params without it; otherwise each generation would look like another call.
 */
export function withKey(invocation: Invocation, key: string): Invocation {
  const { idempotencyParam, params } = invocation;
  if (idempotencyParam === undefined) return invocation;
  return { ...invocation, params: { ...params, [idempotencyParam]: key } };
}

/**
 * Returns the identity of a generation: a hash over address, action, params and triggers, and nothing else. Invocations with the same
 * fingerprint are the same generation, whatever their schemas, time-outs and retries.
 */
export function fingerprint(invocation: Invocation): string {
  return jsonHash([formatActionUrl(invocation), invocation.params, invocation.triggers]);
}

/** Returns the SHA-256 hash of a JSON value in base64url. Equal values have equal hashes, whatever the order of their keys. */
export function jsonHash(value: Json): string {
  return createHash("sha256").update(canonicalJson(value)).digest("base64url");
}
