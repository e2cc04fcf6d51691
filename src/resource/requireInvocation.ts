import { NcfError } from "../diagnostics/ncfError.ts";
import type { Invocation } from "../invocation/invocation.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";

/**
 * Returns the invocation of a step that changes something.
 * @param timeoutMs - Bounds the wait for the action, milliseconds.
 * @throws NcfError for the first issue of the inputs; NCF_BUG for inputs that are not known yet
 */
export function requireInvocation(
  { invocation, hasUnknowns, issues }: ReadInputs,
  timeoutMs = Infinity,
): Invocation {
  const [first] = issues;
  if (first !== undefined) {
    throw new NcfError(first.code, { reason: `${first.pointer}: ${first.reason}`, hint: first.hint });
  }
  if (invocation === undefined || hasUnknowns) {
    throw new NcfError("NCF_BUG", { reason: "a step was started with inputs that are not known yet" });
  }
  return { ...invocation, waitForMs: Math.min(invocation.waitForMs, timeoutMs) };
}
