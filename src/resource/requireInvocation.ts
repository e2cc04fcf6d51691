import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import type { Invocation } from "../invocation/invocation.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";

/**
 * Returns the invocation of a step that changes something.
 * @param timeoutMs - Limit of the wait for the action, milliseconds.
 * @throws NcfError for the first issue of the inputs; NCF_INPUT_INVALID for unknown inputs
 */
export function requireInvocation(read: ReadInputs, timeoutMs = Infinity): Invocation {
  const invocation = requireRead(read, read.invocation);
  return { ...invocation, waitForMs: Math.min(invocation.waitForMs, timeoutMs) };
}

/**
 * Returns the meaning of the inputs of a step that changes something.
 * @throws NcfError for the first issue of the inputs; NCF_INPUT_INVALID for unknown inputs
 */
export function requireRead<T>(
  { hasUnknowns, issues: [first] }: Pick<ReadInputs, "hasUnknowns" | "issues">,
  meaning: T | undefined,
): T {
  if (first !== undefined) throw issueError(first);
  if (meaning !== undefined && !hasUnknowns) return meaning;
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: "the step has inputs that are not known yet, which only a preview may have",
    hint: "run pulumi up or ncf up, which resolves all inputs of a resource before its step",
  });
}
