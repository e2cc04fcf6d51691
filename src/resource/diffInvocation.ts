import { type Invocation, fingerprint } from "../invocation/invocation.ts";
import type { LifecycleInput } from "../invocation/lifecycleAction.ts";
import type { ReadInputs } from "../invocation/readInputs.ts";
import { actionInvocation, generationInputs, type InputName } from "../model/actionInvocation.ts";
import { formatActionUrl } from "../model/action.ts";
import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import type { InputDefinition } from "../model/resourceDefinition.ts";
import { hasUnknown } from "../schema/unknownValue.ts";
import { keptInputs } from "./deleteRecord.ts";
import { isUnread } from "./followState.ts";
import { isAtOrBelow } from "./redactor.ts";
import type { InvocationState } from "./state.ts";
import type { StepDiff, StepInputs } from "./steps.ts";

/** Input that marks the inputs of a resource that was imported by its id alone: the API does not tell params and triggers. */
export const importedMarker = "__imported";

/** Returns the user's own inputs: those whose names do not begin with `__`. */
export function userInputs(inputs: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => !name.startsWith("__")));
}

/**
 * Returns what an update would do. An input that is not known yet counts as changed.
 * @param read - The new inputs as they were read, with the address defaults of the stack.
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
    const changed = changedInputs(inputs, oldInputs);
    return { kind: "call", changed: changed ?? [] };
  }
  if (rerun !== undefined && rerun !== old.rerun) return { kind: "call", changed: [] };
  // A run whose record could not be read is read again: it has no result.
  if (isUnread(old)) return { kind: "follow", changed: [] };
  if (old.outcome === "failed") return { kind: "call", changed: [] };
  // The outputs must be marked anew, or a result would stay in clear beside params that became secret.
  const secrecy =
    old.fingerprint === undefined ? [] : secrecyChanges(old.secretPointers ?? [], secretPointers);
  const changed = [...new Set([...secrecy, ...keptChanges(old, invocation)])];
  return { kind: changed.length === 0 ? "same" : "update", changed };
}

/** Inputs that changed what the state keeps for later calls. */
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
  // Imported by its id: what it was called with is taken from the program, the first time that there is one.
  if (oldInputs === undefined || formatActionUrl(invocation) !== old.address) return false;
  if (oldInputs[importedMarker] === true) return true;
  const before = readOld(userInputs(oldInputs)).invocation;
  return before !== undefined && fingerprint(before) === fingerprint(invocation);
}

/** Names of the inputs that make a generation and changed: `address` where only the stack's config did. `undefined` without old inputs. */
function changedInputs(inputs: JsonObject, oldInputs: JsonObject | undefined): readonly string[] | undefined {
  if (oldInputs === undefined) return undefined;
  const isJustImported = oldInputs[importedMarker] === true;
  const changed = generationInputs.filter((name) => {
    if (isJustImported && (name === "params" || name === "triggers")) return false;
    if (hasUnknown(inputs[name])) return true;
    return normalized(name, inputs[name]) !== normalized(name, oldInputs[name]);
  });
  return changed.length === 0 ? ["address"] : changed;
}

function normalized(name: InputName, value: Json | undefined): string | undefined {
  const definition: InputDefinition = actionInvocation.inputs[name];
  const whole = value ?? definition.default;
  return whole === undefined ? undefined : canonicalJson(whole);
}

const secrecyInputs: readonly InputName[] = [...generationInputs, "onUpdate", "onDelete"];

/** Inputs that became secret, or are no longer. */
function secrecyChanges(before: readonly string[], after: readonly string[]): readonly InputName[] {
  return secrecyInputs.filter((name) => isSecretInput(name, before) !== isSecretInput(name, after));
}

/** Reports whether any part of an input is secret. @param name - Also a part of one, such as `onUpdate/params`. */
export function isSecretInput(name: string, secretPointers: readonly string[]): boolean {
  const place = `/${name}`;
  return secretPointers.some((pointer) => isAtOrBelow(pointer, place) || isAtOrBelow(place, pointer));
}
