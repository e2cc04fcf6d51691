import type { Invocation } from "./Invocation.ts";

/**
 * The invocation as it is sent: with the generation's key among the params, where the action is to get it. What is compared and kept
 * of params is without it, or each generation would look like another call.
 */
export function withKey(invocation: Invocation, key: string): Invocation {
  const { idempotencyParam, params } = invocation;
  if (idempotencyParam === undefined) return invocation;
  return { ...invocation, params: { ...params, [idempotencyParam]: key } };
}
