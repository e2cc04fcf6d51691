import type { CallSlot } from "../client/callLimiter.ts";
import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import { encodeParams, type Invocation } from "./invocation.ts";
import { follow } from "./follow.ts";

/** How one invocation ended, and what it took. */
export interface Invoked {
  readonly outcome: Outcome;
  /** POSTs tried; more than one only when the earlier ones provably did not run. */
  readonly attempts: number;
  /** When the last POST was made, epoch milliseconds. */
  readonly invokedAt: number;
  /** Why a pending activation could not be read. */
  readonly trouble?: string;
}

/** What an invocation works with. */
export interface InvokeParts {
  readonly functions: Pick<CloudFunctions, "invoke" | "activation">;
  readonly clock: Clock;
  /** Released by the caller. */
  readonly slot: CallSlot;
}

/** Calls the action and, when its run outlives the gateway's wait, follows it for `waitForMs`. Never rejects. */
export async function invoke(
  invocation: Invocation,
  { functions, clock, slot }: InvokeParts,
  signal?: AbortSignal,
): Promise<Invoked> {
  const { address, action, timeoutMs, retry } = invocation;
  const body = encodeParams(invocation.params);
  const { outcome, attempts, invokedAt } = await functions.invoke(
    { address, action, body, timeoutMs, retry, slot },
    signal,
  );
  if (outcome.kind !== "pending") return { outcome, attempts, invokedAt };
  const untilAt = clock.now() + invocation.waitForMs;
  const question = { address, action, activationId: outcome.activationId };
  const followed = await follow(question, { functions, clock, untilAt }, signal);
  return { ...followed, attempts, invokedAt };
}
