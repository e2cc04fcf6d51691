import { callByKey, hashByKey, isCalledByKey, type KeyPolicy } from "../invocation/callByKey.ts";
import { checkParams } from "../invocation/checkParams.ts";
import { outcomeError } from "../invocation/errors.ts";
import type { Invocation } from "../invocation/invocation.ts";
import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import { parseActionUrl, type ActionLocation } from "../model/action.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { deleteInvocation } from "./deleteRecord.ts";
import { followState, isUnread } from "./followState.ts";
import { callDeps, withLogs, type MakeCallDeps } from "./makeCall.ts";
import { type Previous, previousOf, resolveParams } from "./previous.ts";
import type { Redactor } from "./redactor.ts";
import { createEmitter, endedEvent } from "./stepEvents.ts";
import { activationState, type InvocationState } from "./state.ts";

const policy: KeyPolicy = { onOther: "call", onFailed: "call", onRunning: "wait" };

/**
 * Calls `onDelete` of a resource once, if it is declared. The journal remembers the call under its
 * own key, so that a deletion repeated after a crash finds it. A failed call is repeated.
 * @throws NcfError when the resource must be kept
 */
export async function callOnDelete(
  old: InvocationState,
  record: JsonObject,
  clean: Redactor,
  deps: MakeCallDeps,
): Promise<void> {
  const location = parseActionUrl(old.address);
  if (location === undefined) {
    throw new NcfError("NCF_STATE_INVALID", {
      reason: "onDelete cannot be called: the address is not valid",
    });
  }
  const planned = deleteInvocation(record, location.address, {});
  const state = isUnread(old) ? await followRun(old, location, planned, deps) : old;
  const emit = createEmitter({ key: old.key, action: planned.action }, deps, clean);
  const succeeded = previousOf(state);
  const params = paramsOfDelete(record, succeeded ?? failedRun(state), succeeded !== undefined);
  if (params === undefined) {
    emit({ kind: "notCalled", reason: "no run of the resource succeeded, so there is nothing to delete" });
    return;
  }
  const called: Invocation = { ...planned, params };
  const untilAt = deps.clock.now() + called.waitForMs;
  const [issue] = checkParams(params, called.paramsSchema);
  if (issue !== undefined) throw issueError({ ...issue, pointer: `/onDelete${issue.pointer}` });
  const key = deleteKey(old);
  const given = await callDeps(called, key, hashByKey(called, key, policy), emit, deps);
  if (await isCalledByKey(called, key, policy, given)) {
    // Nothing from the record of its run is needed, and the record may have expired.
    emit({ kind: "reused", generation: 1 });
    return;
  }
  const result = await callByKey(called, key, policy, given);
  const { outcome, problem } = result;
  emit({ ...endedEvent(result), isDelete: true });
  const hasSucceeded =
    outcome.kind === "succeeded" || (outcome.kind === "unreadable" && outcome.ended === "succeeded");
  const error = hasSucceeded
    ? undefined
    : outcomeError(called.action, outcome, {
        problem,
        address: called.address,
        isDelete: true,
        resolve: { key, journalOptions: deps.journalOptions(key) },
      });
  const withItsLogs = await withLogs(error, called, outcome, { ...deps, clean, emit, untilAt });
  if (withItsLogs !== undefined) throw withItsLogs;
}

/**
 * Returns the key of the call that deletes a resource after its newest run. A recreated resource
 * has other runs.
 */
function deleteKey({ key, activationId }: InvocationState): ResourceKey {
  return { ...key, name: `${key.name}/onDelete/${activationId}` };
}

/** Waits for the end of a run that the deletion must undo. @throws NcfError NCF_PENDING */
async function followRun(
  old: InvocationState,
  location: ActionLocation,
  { waitForMs }: Invocation,
  deps: MakeCallDeps,
): Promise<InvocationState> {
  const untilAt = deps.clock.now() + waitForMs;
  const { outcome, problem } = await followState(old, location, untilAt, deps);
  if (outcome.kind === "pending") {
    throw outcomeError(location.action, outcome, { problem, isDelete: true });
  }
  // The result is unknown, but onDelete may not need it.
  if (outcome.kind === "unreadable") return { ...old, outcome: outcome.ended };
  return { ...old, ...activationState(outcome.activation) };
}

/**
 * Returns the previous run of a resource without a successful run: its params, and the error of the
 * failed run.
 */
function failedRun({ params, result = {} }: InvocationState): Previous {
  return params === undefined ? { result } : { params, result };
}

/** Returns the params of `onDelete`; `undefined` when they need a part that no run has returned. */
function paramsOfDelete(
  record: JsonObject,
  previous: Previous,
  hasSucceeded: boolean,
): JsonObject | undefined {
  const params: Json | undefined = record["params"];
  if (params === undefined) return previous.params ?? {};
  try {
    return resolveParams("onDelete", params as JsonObject, previous).params;
  } catch (error) {
    if (NcfError.is(error) && !hasSucceeded) return undefined;
    throw error;
  }
}
