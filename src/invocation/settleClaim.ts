import type { CloudFunctions } from "../client/CloudFunctions.ts";
import type { Outcome } from "../model/Outcome.ts";
import type { Clock } from "../ports/Ports.ts";
import { parseActionUrl } from "./actionUrl.ts";
import { decideUnknown, type OnUnknown } from "./decideUnknown.ts";
import { follow } from "./follow.ts";
import type { Invocation } from "./Invocation.ts";
import type { Invoked } from "./invoke.ts";
import type { Journal, JournalEntry } from "./journal/Journal.ts";
import { noteEnd } from "./noteEnd.ts";
import { reconcile } from "./reconcile.ts";
import { sightWindow } from "./sightWindow.ts";

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
    await noteEnd(journal, entry, outcome);
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
  const isAnothers = (activationId: string): boolean =>
    ![undefined, entry.claim].includes(journal.claimOf(activationId));
  const sentUntilAt = invoked === undefined ? Math.min(entry.sendsUntilAt, now) : now;
  const sent = { sentFromAt: invokedAt, sentUntilAt };
  const question = { address, action, key: entry.key, ...sent };
  const decision = decideUnknown(
    onUnknown,
    await reconcile(question, { functions, clock, isAnothers, untilAt }, signal),
  );
  switch (decision.kind) {
    case "keep": {
      const { activation } = decision;
      return ended({ kind: activation.response.success ? "succeeded" : "failed", activation });
    }
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
      const search = { found, activationIds, settledAt: sightWindow(sent).settledAt };
      return ended({ kind: "unknown", reason: before, delivery: "sent", search });
    }
  }
}
