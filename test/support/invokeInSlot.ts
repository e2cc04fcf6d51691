import type { CloudFunctions, InvokeCall, InvokeResult } from "../../src/client/cloudFunctions.ts";

/** Calls an action in a slot of its own, as a caller outside the tests does. */
export async function invokeInSlot(
  functions: CloudFunctions,
  call: Omit<InvokeCall, "slot">,
  signal?: AbortSignal,
): Promise<InvokeResult> {
  const slot = await functions.acquireSlot(call.address, signal);
  try {
    return await functions.invoke({ ...call, slot }, signal);
  } finally {
    slot.release();
  }
}
