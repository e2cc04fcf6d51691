import { type Invocation, fingerprint } from "../invocation/invocation.ts";
import type { LifecycleInput } from "../invocation/lifecycleAction.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { formatActionUrl, parseActionUrl } from "../model/action.ts";
import { canonicalJson, type JsonObject, toPointer } from "../model/json.ts";
import type { StepReason } from "../model/stepReason.ts";
import { changedInputs, secrecyChanges } from "./changedInputs.ts";
import { keptInputs } from "./deleteRecord.ts";
import { addressChange, inputChanges } from "./inputChanges.ts";
import { isUnread } from "./followState.ts";
import type { InvocationState } from "./state.ts";
import type { StepDiff, StepInputs } from "./steps.ts";

/** Input that marks a resource imported only by its id: the API does not return params and triggers. */
export const importedMarker = "__imported";

/**
 * Input that names the run that a new resource adopts. The engine's own import would store the inputs that the API tells, and so miss a change
 * that follows it.
 */
export const importInput = "__import";

/** Returns the user's own inputs: those whose names do not begin with `__`. */
export function userInputs(inputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}

/**
 * Returns the effect of an update. An unknown input counts as changed.
 * @param read - New inputs as read, with the address defaults of the stack.
 * @param readOld - Reads the old inputs in the same way.
 */
export function diffInvocation(
  old: InvocationState,
  { inputs, secretPointers, rerun }: Pick<StepInputs, "inputs" | "secretPointers" | "rerun">,
  read: ReadInputs,
  oldInputs: JsonObject | undefined,
  readOld: (inputs: JsonObject) => ReadInputs,
): StepDiff {
  const invocation = read.hasUnknownGeneration ? undefined : read.invocation;
  const isRerun = rerun !== undefined && rerun !== old.rerun;
  const stateReasons: readonly StepReason[] = [
    ...(isRerun ? [{ kind: "rerun" } as const] : []),
    ...(old.outcome === "failed" ? [{ kind: "failedBefore" } as const] : []),
  ];
  if (!isSameCall(old, invocation, oldInputs, readOld)) {
    const address = addressChange(parseActionUrl(old.address)?.address, read.invocation?.address);
    const moved = address === undefined ? [] : [address];
    if (oldInputs === undefined) return { kind: "call", changed: [], reasons: [...moved, ...stateReasons] };
    const ignored = oldInputs[importedMarker] === true ? ["params", "triggers"] : [];
    const changed = changedInputs(actionInvocation, inputs, oldInputs, ignored);
    const pointers = [...secretPointers, ...(old.secretPointers ?? [])];
    const parts = inputChanges(changed, { inputs, oldInputs, secretPointers: pointers });
    return { kind: "call", changed, reasons: [...moved, ...parts, ...stateReasons] };
  }
  if (isRerun) return { kind: "call", changed: [], reasons: stateReasons };
  // A run whose record could not be read is read again: it has no result.
  if (isUnread(old)) return { kind: "follow", changed: [], reasons: [{ kind: "pendingBefore" }] };
  if (old.outcome === "failed") return { kind: "call", changed: [], reasons: stateReasons };
  // The outputs must be marked anew, or a result would stay in clear beside params that became secret.
  const secrecy =
    old.fingerprint === undefined
      ? []
      : secrecyChanges(actionInvocation, old.secretPointers ?? [], secretPointers);
  const kept = keptChanges(old, invocation).filter((name) => !secrecy.includes(name));
  const changed = [...secrecy, ...kept];
  const reasons: readonly StepReason[] = [
    ...secrecy.map((name) => ({ kind: "secrecyChanged", pointer: toPointer([name]) }) as const),
    ...kept.map((name) => ({ kind: "inputChanged", pointer: toPointer([name]) }) as const),
  ];
  return { kind: changed.length === 0 ? "same" : "update", changed, reasons };
}

/** Returns the inputs that change what the state keeps for later calls. */
function keptChanges(old: InvocationState, invocation: Invocation | undefined): readonly LifecycleInput[] {
  if (invocation === undefined) return [];
  const { params, onDelete } = keptInputs(invocation);
  const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one) === canonicalJson(other);
  return [
    ...(isSame(old.onDelete, onDelete) ? [] : ["onDelete" as const]),
    ...((old.params === undefined) === (params === undefined) ? [] : ["onUpdate" as const]),
  ];
}

function isSameCall(
  old: InvocationState,
  invocation: Invocation | undefined,
  oldInputs: JsonObject | undefined,
  readOld: (inputs: JsonObject) => ReadInputs,
): boolean {
  if (invocation === undefined) return false;
  if (old.fingerprint !== undefined) return old.fingerprint === fingerprint(invocation);
  // Imported by its id: the first program that declares the resource determines the inputs.
  if (oldInputs === undefined || formatActionUrl(invocation) !== old.address) return false;
  if (oldInputs[importedMarker] === true) return true;
  const before = readOld(userInputs(oldInputs)).invocation;
  return before !== undefined && fingerprint(before) === fingerprint(invocation);
}
