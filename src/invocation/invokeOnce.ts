import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { CallSlot } from "../client/callLimiter.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import type { Owner, Processes } from "../ports/processes.ts";
import { formatActionUrl } from "../model/action.ts";
import type { OnUnknown } from "./decideUnknown.ts";
import { asUnknown, toCallEnd, recordEnd } from "./recordEnd.ts";
import type { Invocation } from "./invocation.ts";
import { invoke, type Invoked } from "./invoke.ts";
import { type Journal, type JournalEntry, isReclaimable } from "../journal/journal.ts";
import { areSameParams } from "../journal/hashParams.ts";
import { waitForOwner } from "../journal/waitForOwner.ts";
import { settleClaim } from "./settleClaim.ts";

/** Until its intent is durable and its connection stands, a call has this time, however small its retry budget is. */
const leastSendMs = 15_000;

/** The part of the client that {@link invokeOnce} works with. Without `acquireSlot` calls have no limits. */
export type InvokeOnceFunctions = Pick<CloudFunctions, "invoke" | "activation" | "activations"> &
  Partial<Pick<CloudFunctions, "acquireSlot">>;

/** What {@link invokeOnce} works with. */
export interface InvokeOnceParts {
  readonly functions: InvokeOnceFunctions;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly processes: Processes;
  /** The generation's key, by `generationKey`. */
  readonly key: string;
  /** By `hashParams`. */
  readonly paramsHash: string;
  readonly onUnknown: OnUnknown;
  /** Hears that what an earlier call came to is taken over, and nothing is called. */
  readonly onTakeOver?: () => void;
  /** Hears that another process is making this call, and that its end is waited for. */
  readonly onWait?: (owner: Owner) => void;
}

/** What came of {@link invokeOnce}. */
export type InvokedOnce =
  /** How the one call ended, whichever process made it. */
  | ({ readonly kind: "ended" } & Invoked)
  /** The key was used for a call of another action or with other params, which is known to have run: this one needs the next generation. */
  | { readonly kind: "spent" };

/**
 * Calls an action once for a key, over crashes and other processes: it posts only when nobody has claimed the key, or when the
 * earlier call provably did not run. Otherwise it waits for the process that is at it, reads the activation that is known,
 * or looks for the run; what nobody can know ends as `unknown`, unless the user wants otherwise.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE before anything was sent
 */
export async function invokeOnce(
  invocation: Invocation,
  parts: InvokeOnceParts,
  signal?: AbortSignal,
): Promise<InvokedOnce> {
  const { paramsHash } = parts;
  const action = formatActionUrl(invocation);
  for (let replaced: JournalEntry | undefined; ;) {
    let tried: Tried;
    try {
      tried = await tryToInvoke(invocation, action, replaced?.claim, parts, signal);
    } catch (error) {
      if (replaced === undefined || !NcfError.is(error)) throw error;
      return { kind: "ended", outcome: asUnknown(error), attempts: 1, invokedAt: replaced.at };
    }
    if (tried.kind === "interrupted") {
      const { outcome, ...invoked } = tried.invoked;
      return { kind: "ended", ...invoked, outcome: replaced === undefined ? outcome : asUnknown(outcome) };
    }
    const { invoked } = tried;
    if (invoked !== undefined && invoked.outcome.kind !== "unknown") return { kind: "ended", ...invoked };
    const entry = tried.kind === "taken" ? await waitForOwner(tried.entry, parts, signal) : tried.entry;
    // Whoever wants unknown calls made again wants it once, not for as long as answers get lost.
    const onUnknown = replaced === undefined ? parts.onUnknown : "fail";
    const settled = await settleClaim(invocation, entry, invoked, { ...parts, onUnknown }, signal);
    if (settled !== undefined) {
      const once = matchClaim(settled, entry, { action, paramsHash });
      if (tried.kind === "taken" && once.kind === "ended" && once.outcome.kind !== "unknown") {
        parts.onTakeOver?.();
      }
      return once;
    }
    replaced = entry;
  }
}

/** Whether what an earlier call came to is what this one was to come to. */
function matchClaim(
  settled: Invoked,
  entry: JournalEntry,
  { action, paramsHash }: Pick<JournalEntry, "action" | "paramsHash">,
): InvokedOnce {
  if (settled.outcome.kind === "unknown") return { kind: "ended", ...settled };
  const isSame = entry.action === action && areSameParams(entry.paramsHash, paramsHash);
  if (isSame === false) return { kind: "spent" };
  if (isSame) return { kind: "ended", ...settled };
  const reason = `an earlier call ended as ${settled.outcome.kind}, but was made with other credentials, so that its params cannot be compared`;
  const { activationId: earlierId } = toCallEnd(settled.outcome);
  const known = earlierId === undefined ? {} : { earlierId };
  return { kind: "ended", ...settled, outcome: { kind: "unknown", reason, delivery: "sent", ...known } };
}

type Tried =
  | { readonly kind: "invoked"; readonly entry: JournalEntry; readonly invoked: Invoked }
  | { readonly kind: "taken"; readonly entry: JournalEntry; readonly invoked?: undefined }
  | { readonly kind: "interrupted"; readonly invoked: Invoked };

/**
 * Posts, unless another claim has the key. The turn is waited for before the intent, since others rely on it that after a time which
 * counts from there no attempt is made; and not at all for a key that is known to be taken.
 */
async function tryToInvoke(
  invocation: Invocation,
  action: string,
  replaced: string | undefined,
  parts: InvokeOnceParts,
  signal: AbortSignal | undefined,
): Promise<Tried> {
  const { functions, journal, clock, key, paramsHash } = parts;
  const known = await journal.find(key);
  if (known !== undefined && known.claim !== replaced && !isReclaimable(known)) {
    return { kind: "taken", entry: known };
  }
  let slot: CallSlot | undefined;
  try {
    slot = await functions.acquireSlot?.(invocation.address, signal);
    slot ??= { startedAt: clock.now(), release: () => {} };
  } catch (error) {
    if (signal?.aborted !== true) throw error;
    const outcome: Outcome = { kind: "notSent", reason: "interrupted" };
    return { kind: "interrupted", invoked: { outcome, attempts: 0, invokedAt: clock.now() } };
  }
  try {
    const sendsUntilAt = clock.now() + Math.max(leastSendMs, invocation.retry.budgetMs);
    const replaces = replaced === undefined ? {} : { replaces: replaced };
    const intended = await journal.intend({ key, action, paramsHash, sendsUntilAt, ...replaces });
    if (intended.kind === "taken") return intended;
    const { entry } = intended;
    const isAgain = replaced !== undefined;
    const invoked = await invokeClaimed(invocation, entry, { ...parts, slot, isAgain }, signal);
    return { kind: "invoked", entry, invoked };
  } finally {
    slot?.release();
  }
}

interface InvokeClaimedParts extends InvokeOnceParts {
  readonly slot: CallSlot;
  /** Whether it is in the place of a call that may have run. */
  readonly isAgain: boolean;
}

/**
 * Posts under a claim, and gives the turn back. What the answer says is durable before an activation is followed, so that its id is
 * never lost.
 */
async function invokeClaimed(
  invocation: Invocation,
  entry: JournalEntry,
  { functions, clock, journal, slot, isAgain }: InvokeClaimedParts,
  signal: AbortSignal | undefined,
): Promise<Invoked> {
  const { sendsUntilAt } = entry;
  const noting: Pick<CloudFunctions, "invoke" | "activation"> = {
    invoke: async (call, callSignal) => {
      const { outcome, ...invoked } = await functions.invoke({ ...call, sendsUntilAt }, callSignal);
      slot.release();
      const ended = isAgain ? asUnknown(outcome) : outcome;
      await recordEnd(journal, entry, ended);
      return { ...invoked, outcome: ended };
    },
    activation: (question, callSignal) => functions.activation(question, callSignal),
  };
  const invoked = await invoke(invocation, { functions: noting, clock, slot }, signal);
  await recordEnd(journal, entry, invoked.outcome);
  return invoked;
}
