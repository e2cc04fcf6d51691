import { NcfError } from "../diagnostics/ncfError.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";
import type { Journal } from "../journal/journal.ts";
import { unknownOwner } from "../journal/records.ts";
import { formatActionUrl } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import { generationKey } from "../model/resourceKey.ts";
import type { Clock } from "../ports/ports.ts";
import { diffInvocation } from "./diffInvocation.ts";
import { previousOf } from "./previous.ts";
import type { InvocationState } from "./state.ts";
import type { StepInputs } from "./steps.ts";
import { updateCall } from "./updateStep.ts";

/** Step of a resource that a run started and whose end is not in the state. */
export interface PendingStep {
  readonly step: StepInputs;
  /** State before the step; absent when the step creates the resource. */
  readonly old?: InvocationState;
  /** Inputs before the step. */
  readonly oldInputs?: JsonObject;
  /** Time of the last save of the state, epoch milliseconds by the clock of the machine that saved it. */
  readonly savedAt: number;
}

/** Dependencies of {@link recordPending}. */
export interface RecordPendingDeps {
  readonly clock: Pick<Clock, "now">;
  readonly journal: Pick<Journal, "intend">;
  /** @throws NcfError when there are no credentials */
  readonly hashParams: (params: JsonObject) => string;
  readonly read: (inputs: JsonObject) => ReadInputs;
}

/**
 * Upper bound of the time between the last save of a state and a call of that run, including clock
 * error, milliseconds. A run saves its state when each step starts and ends, and a call waits for
 * less than this before it is sent.
 */
const saveDoubtMs = 3_600_000;
/** Hash that equals no other hash and cannot be compared with any. */
const unknownParams = "unknown.";

/**
 * Records in the journal that an ended run may have sent the call of a step, so that the call is
 * searched for and not repeated. The journal must contain no calls of the stack. Returns whether
 * the step may have made a call: a step that only follows an activation does not.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function recordPending(
  { step, old, oldInputs, savedAt }: PendingStep,
  { clock, journal, hashParams, read }: RecordPendingDeps,
): Promise<boolean> {
  const found = read(step.inputs);
  if (old !== undefined) {
    const { kind } = diffInvocation(old, step, found, oldInputs, read);
    // Only a re-run, whose token is not in the state, updates an unchanged resource.
    if (kind === "follow" || kind === "update") return false;
  }
  const invocation = calledBy(found, step, old, oldInputs);
  const now = clock.now();
  await journal.intend({
    key: generationKey({ ...step.key, generation: (old?.generation ?? 0) + 1 }),
    action: invocation === undefined ? "" : formatActionUrl(invocation),
    paramsHash: invocation === undefined ? unknownParams : paramsHashOf(invocation, hashParams),
    sentFromAt: Math.min(savedAt, now) - saveDoubtMs - (invocation?.waitForMs ?? 0),
    sendsUntilAt: Math.min(savedAt + saveDoubtMs, now),
    owner: unknownOwner,
  });
  return true;
}

/** Returns the call of a step; `undefined` when it is unknown. */
function calledBy(
  { invocation }: ReadInputs,
  step: StepInputs,
  old: InvocationState | undefined,
  oldInputs: JsonObject | undefined,
): ReadInputs["invocation"] {
  if (invocation === undefined || old === undefined) return invocation;
  try {
    return updateCall(invocation, step, previousOf(old, oldInputs)).called;
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return undefined;
  }
}

function paramsHashOf(
  { params, triggers }: NonNullable<ReadInputs["invocation"]>,
  hashParams: RecordPendingDeps["hashParams"],
): string {
  try {
    return hashParams({ params, triggers });
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return unknownParams;
  }
}
