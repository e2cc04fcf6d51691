import { type Invocation, fingerprint } from "../invocation/invocation.ts";
import type { LifecycleInput } from "../invocation/lifecycleAction.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { formatActionUrl } from "../model/action.ts";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { changedInputs, secrecyChanges } from "./changedInputs.ts";
import { keptInputs } from "./deleteRecord.ts";
import { isUnread } from "./followState.ts";
import type { InvocationState } from "./state.ts";
import type { StepDiff, StepInputs } from "./steps.ts";

/** Input that marks a resource imported only by its id: the API does not return params and triggers. */
export const importedMarker = "__imported";

/** Returns the inputs of the user: those whose names do not start with `__`. */
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
  if (!isSameCall(old, invocation, oldInputs, readOld)) {
    if (oldInputs === undefined) return { kind: "call", changed: [] };
    const ignored = oldInputs[importedMarker] === true ? ["params", "triggers"] : [];
    return { kind: "call", changed: changedInputs(actionInvocation, inputs, oldInputs, ignored) };
  }
  if (rerun !== undefined && rerun !== old.rerun) return { kind: "call", changed: [] };
  // A run without a readable record has no result: read it again.
  if (isUnread(old)) return { kind: "follow", changed: [] };
  if (old.outcome === "failed") return { kind: "call", changed: [] };
  // The outputs must be marked again, or a result would stay in clear although params became secret.
  const secrecy =
    old.fingerprint === undefined
      ? []
      : secrecyChanges(actionInvocation, old.secretPointers ?? [], secretPointers);
  const changed = [...new Set([...secrecy, ...keptChanges(old, invocation)])];
  return { kind: changed.length === 0 ? "same" : "update", changed };
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
