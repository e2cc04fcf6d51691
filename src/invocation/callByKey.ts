import { NcfError } from "../diagnostics/ncfError.ts";
import { areSameParams, hashParamsOfKey } from "../journal/hashParams.ts";
import { isReclaimable, type JournalEntry, newestGeneration } from "../journal/journal.ts";
import type { JsonObject } from "../model/json.ts";
import { actionLabel, formatActionUrl, parseActionUrl } from "../model/action.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { Owner } from "../ports/processes.ts";
import { type CallDeps, callOnce, type CallResult } from "./callOnce.ts";
import type { Invocation } from "./invocation.ts";

/** Behavior of a call by key when the journal already has a call of that key. */
export interface KeyPolicy {
  /**
   * Behavior when that call had another action or other params: `refuse` throws, `call` calls again
   * as the next generation.
   */
  readonly onOther: "refuse" | "call";
  /**
   * Behavior when the same call failed: `keep` returns its recorded end, `call` calls again as the
   * next generation.
   */
  readonly onFailed: "keep" | "call";
  /** Behavior while that call is in progress: `wait` for its end, or `fail` immediately. */
  readonly onRunning: "wait" | "fail";
  /**
   * Identity of the call: calls with the same identity are the same call.
   * @default action, params and triggers
   */
  readonly identity?: JsonObject;
}

/** Result of a call by key. */
export interface KeyedResult extends CallResult {
  /** `true` when the result belongs to an earlier call, and nothing was called now. */
  readonly isRecorded: boolean;
}

/**
 * Calls an action as a step with a key: once, however often and on whichever machine the step is
 * repeated. Only the journal remembers these calls, and keeps them permanently.
 * @throws NcfError NCF_KEY_REUSED when the key was last used for another call; NCF_CALL_RUNNING
 * when it is in progress
 */
export async function callByKey(
  invocation: Invocation,
  key: ResourceKey,
  policy: KeyPolicy,
  deps: CallDeps,
): Promise<KeyedResult> {
  const requireSame = (entry: JournalEntry): void => requireSameCall(invocation, key, entry, deps.paramsHash);
  const refuseToWait = ({ pid, host }: Owner): never => {
    throw callRunning(`process ${pid} on ${host} is making the call`);
  };
  const { generation = 1, entry: last } = (await newestGeneration(deps.journal, key)) ?? {};
  if (last !== undefined && !isReclaimable(last)) {
    if (policy.onOther === "refuse") requireSame(last);
    if (policy.onRunning === "fail" && last.end?.kind === "pending") {
      throw callRunning(`activation ${last.end.activationId} has not ended yet`);
    }
  }
  const isRepeated = last?.end?.kind === "failed" && policy.onFailed === "call";
  // Skip a call with other params: a search would find it again after newer ones.
  const firstGeneration = generation + (isRepeated ? 1 : 0);
  let isCalled = false;
  const result = await callOnce(
    invocation,
    {
      key,
      firstGeneration,
      isPermanent: true,
      isAnyAction: policy.identity !== undefined,
      ...(policy.onOther === "refuse" ? { requireSame } : {}),
      ...(policy.onRunning === "fail" ? { refuseToWait } : {}),
    },
    {
      ...deps,
      emit: (event) => {
        if (event.kind === "calling") isCalled = true;
        deps.emit(event);
      },
    },
  );
  return { ...result, isRecorded: !isCalled };
}

/**
 * Returns the hash that identifies the calls of a key. It does not depend on the credentials: a
 * step may be repeated for months, with changing and temporary credentials.
 */
export function hashByKey(
  { params, triggers }: Invocation,
  key: ResourceKey,
  { identity = { params, triggers } }: KeyPolicy,
): string {
  return hashParamsOfKey(identity, key);
}

/** Returns whether the last call of a key succeeded and was this one. Reads only the journal. */
export async function isCalledByKey(
  invocation: Invocation,
  key: ResourceKey,
  policy: KeyPolicy,
  { journal, paramsHash }: Pick<CallDeps, "journal" | "paramsHash">,
): Promise<boolean> {
  const last = (await newestGeneration(journal, key))?.entry;
  if (last?.end?.kind !== "succeeded") return false;
  const isSameAction = policy.identity !== undefined || last.action === formatActionUrl(invocation);
  return isSameAction && areSameParams(last.paramsHash, paramsHash) === true;
}

function requireSameCall(
  invocation: Invocation,
  { name }: ResourceKey,
  last: JournalEntry,
  paramsHash: string,
): void {
  // A damaged record does not show its action. Such a call is unknown, and not refused.
  if (last.action === "") return;
  const hint = "use another key for another call, or repeat the step with its original action and params";
  const url = formatActionUrl(invocation);
  if (last.action !== url) {
    const earlier = parseActionUrl(last.action);
    const label = earlier === undefined ? last.action : actionLabel(earlier.action);
    const differs =
      label === actionLabel(invocation.action)
        ? `the action at another address, ${last.action} instead of ${url}`
        : `another action, ${label} instead of ${actionLabel(invocation.action)}`;
    throw new NcfError("NCF_KEY_REUSED", { reason: `key ${name} was used for a call of ${differs}`, hint });
  }
  if (areSameParams(last.paramsHash, paramsHash) === true) return;
  throw new NcfError("NCF_KEY_REUSED", {
    reason: `key ${name} was used for a call of ${actionLabel(invocation.action)} with other params`,
    hint,
  });
}

function callRunning(why: string): NcfError {
  return new NcfError("NCF_CALL_RUNNING", { reason: `a call with this key is in progress: ${why}` });
}
