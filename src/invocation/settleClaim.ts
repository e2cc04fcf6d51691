import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { type Outcome, ranOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import { parseActionUrl } from "../model/action.ts";
import { decideUnknown, type OnUnknown } from "./decideUnknown.ts";
import { follow } from "./follow.ts";
import type { Invocation } from "./invocation.ts";
import type { Invoked } from "./invoke.ts";
import { belongsToAnotherClaim, type Journal, type JournalEntry } from "../journal/journal.ts";
import { recordEnd } from "./recordEnd.ts";
import { reconcile } from "./reconcile.ts";
import { sentTime, searchWindow } from "./findCandidates.ts";

/** What {@link settleClaim} works with. */
export interface SettleClaimParts {
  readonly functions: Pick<CloudFunctions, "activation" | "activations">;
  readonly clock: Clock;
  readonly journal: Pick<Journal, "claimOf" | "end">;
  readonly onUnknown: OnUnknown;
}

/**
 * Says how a call ended of which that is not known here: reads its activation where the id is known, else looks for its run.
 * `undefined` when it did not run, or is to be made again all the same.
 * @param invoked - what came of it when this process made it
 */
export async function settleClaim(
  invocation: Invocation,
  entry: JournalEntry,
  invoked: Invoked | undefined,
  { functions, clock, journal, onUnknown }: SettleClaimParts,
  signal: AbortSignal | undefined,
): Promise<Invoked | undefined> {
  const { address, action } = parseActionUrl(entry.action) ?? invocation;
  const now = clock.now();
  const untilAt = now + invocation.waitForMs;
  const { attempts, invokedAt } = invoked ?? { attempts: 1, invokedAt: entry.at };
  const ended = async (outcome: Outcome, trouble?: string): Promise<Invoked> => {
    await recordEnd(journal, entry, outcome);
    return { outcome, attempts, invokedAt, ...(trouble === undefined ? {} : { trouble }) };
  };
  const read = async (activationId: string): Promise<Invoked> => {
    const { outcome, trouble } = await follow(
      { address, action, activationId },
      { functions, clock, untilAt },
      signal,
    );
    return ended(outcome, trouble);
  };

  const { end } = entry;
  if (end?.kind === "notSent" || end?.kind === "rejected" || end?.kind === "released") return undefined;
  if (end?.activationId !== undefined) return read(end.activationId);
  const sent = invoked === undefined ? sentTime(entry, now) : { sentFromAt: invokedAt, sentUntilAt: now };
  const question = { address, action, key: entry.key, ...sent };
  const parts = {
    functions,
    clock,
    isAnothers: belongsToAnotherClaim.bind(undefined, journal, entry),
    untilAt,
  };
  const decision = decideUnknown(onUnknown, await reconcile(question, parts, signal));
  switch (decision.kind) {
    case "keep":
      return ended(ranOutcome(decision.activation));
    case "follow":
      return read(decision.activationId);
    case "reinvoke":
      return undefined;
    case "stop": {
      const before =
        invoked?.outcome.kind === "unknown"
          ? invoked.outcome.reason
          : "an earlier process did not live to see its end";
      const { reason: found, activationIds } = decision;
      const search = { found, activationIds, settledAt: searchWindow(sent).settledAt };
      return ended({ kind: "unknown", reason: before, delivery: "sent", search });
    }
  }
}
