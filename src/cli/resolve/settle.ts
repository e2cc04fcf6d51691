import { toCallEnd } from "../../invocation/settleClaim.ts";
import type { Journal } from "../../journal/journal.ts";
import type { CallEnd } from "../../journal/records.ts";
import { sentTime, searchWindow } from "../../invocation/findRun.ts";
import { oneShotName } from "../../model/resourceKey.ts";
import { ranOutcome } from "../../model/outcome.ts";
import {
  actionText,
  endText,
  isUnsettled,
  nextStep,
  type Call,
  resolveRefusal,
  whyItMayBeSent,
} from "./calls.ts";
import { lookAtCall, type LookParts } from "./lookAtCall.ts";
import { readRun } from "./readRun.ts";

/** Outcome of a call from the operator: its activation, or that it did not run. */
export type Verdict = { readonly ran: string } | { readonly ran?: never };

/** Result of settling a call. */
export interface Settled {
  readonly end: CallEnd;
  /** `true` when the end was already known, and nothing was written. */
  readonly wasSettled: boolean;
  /** Consequence for the next `up`. */
  readonly outlook: string;
}

/** Dependencies of {@link settle}. */
export interface SettleParts extends LookParts {
  readonly journal: Pick<Journal, "claimOf" | "entries" | "find" | "end">;
}

/**
 * Records the outcome of a call that was unknown, once it fits what the journal and the API know.
 * @throws NcfError NCF_RESOLVE_REFUSED; the errors of credentials; NCF_JOURNAL_UNWRITABLE
 */
export async function settle(
  call: Call,
  verdict: Verdict,
  parts: SettleParts,
  signal?: AbortSignal,
): Promise<Settled> {
  const { entry } = call;
  if (entry.end !== undefined && !isUnsettled(call)) return agree(call, entry.end, verdict, parts.now);
  const end =
    verdict.ran === undefined
      ? await judgeNotRun(call, parts, signal)
      : await judgeRan(call, verdict.ran, parts, signal);
  await parts.journal.end(entry, end);
  const found = await parts.journal.find(entry.key);
  const isOurs = found?.end?.kind === end.kind && found.end.activationId === end.activationId;
  if (!isOurs || found.claim !== entry.claim) {
    throw resolveRefusal(call, "another process claimed it meanwhile");
  }
  return { end, wasSettled: false, outlook: outlookOf(call, end, parts.now) };
}

function agree(call: Call, end: CallEnd, { ran }: Verdict, now: number): Settled {
  const isRun = end.kind === "succeeded" || end.kind === "failed";
  const outlook = outlookOf(call, end, now);
  if (isRun ? ran === end.activationId : ran === undefined) return { end, wasSettled: true, outlook };
  throw resolveRefusal(call, `according to the journal, ${endText(end)}`, outlook);
}

async function judgeRan(
  call: Call,
  activationId: string,
  parts: SettleParts,
  signal: AbortSignal | undefined,
): Promise<CallEnd> {
  const { end } = call.entry;
  if (end?.activationId !== undefined && end.activationId !== activationId) {
    throw resolveRefusal(call, `according to the journal, ${endText(end)}`, outlookOf(call, end, parts.now));
  }
  const mayBeSent = end === undefined ? whyItMayBeSent(call, parts.now) : undefined;
  if (mayBeSent !== undefined) throw atWork(call, mayBeSent);
  return toCallEnd(ranOutcome(await readRun(call, activationId, parts, signal)));
}

async function judgeNotRun(
  call: Call,
  parts: SettleParts,
  signal: AbortSignal | undefined,
): Promise<CallEnd> {
  const { end } = call.entry;
  if (end?.activationId !== undefined) {
    throw resolveRefusal(call, `according to the journal, ${endText(end)}`, outlookOf(call, end, parts.now));
  }
  const mayBeSent = whyItMayBeSent(call, parts.now);
  if (mayBeSent !== undefined) throw atWork(call, mayBeSent);
  // Only an additional look: a user who says that it did not run may have no credentials at hand.
  const ours = (await lookAtCall(call, parts, signal)).runs.find((run) => run.showsKey);
  if (ours !== undefined) {
    throw resolveRefusal(
      call,
      `it ran: activation ${ours.activationId} shows its key`,
      `run ${oneShotName(call) === undefined ? "up" : "ncf invoke with this key"}, which uses its result, or resolve with --ran ${ours.activationId}`,
    );
  }
  return { kind: "notSent" };
}

function atWork(call: Call, mayBeSent: string): Error {
  const hint =
    call.owner === "alive"
      ? "wait until it ends, or stop it; then the journal has the result of the call, or it can be settled"
      : "wait until then";
  return resolveRefusal(call, mayBeSent, hint);
}

function outlookOf(call: Call, { kind, activationId }: CallEnd, now: number): string {
  const label = actionText(call);
  const next = nextStep(call);
  switch (kind) {
    case "succeeded":
      return `${next} uses the result of activation ${activationId} and does not call ${label} again`;
    case "failed":
      return `${next} reports that activation ${activationId} failed; ${oneShotName(call) === undefined ? "the one after it" : "with --retry-failed it"} calls ${label} again`;
    case "pending":
      return `${next} reads activation ${activationId} and does not call ${label} again`;
    default: {
      const { settledAt } = searchWindow(sentTime(call.entry, now));
      const doubt = `; to be sure, wait until ${new Date(settledAt).toISOString()}, by when an earlier run would be visible`;
      return `${next} calls ${label} again${now < settledAt ? doubt : ""}`;
    }
  }
}
