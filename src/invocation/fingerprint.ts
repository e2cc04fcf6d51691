import { createHash } from "node:crypto";
import { formatActionUrl } from "../model/action.ts";
import { canonicalJson } from "../model/json.ts";
import type { Invocation } from "./Invocation.ts";

/**
 * What makes a generation: a hash over address, action, params and triggers, and nothing else. Two invocations with the same
 * fingerprint are the same generation, whatever their schemas, time-outs and retries.
 */
export function fingerprint(invocation: Invocation): string {
  const parts = [formatActionUrl(invocation), invocation.params, invocation.triggers];
  return createHash("sha256").update(canonicalJson(parts)).digest("base64url");
}
