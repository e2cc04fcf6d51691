import { destinationOfAddress, isSameAddress, type Address } from "../model/address.ts";
import { addressInputNames } from "../model/addressDefinition.ts";
import { canonicalJson, isJsonObject, type Json, type JsonObject, toPointer } from "../model/json.ts";
import type { InputChange, StepReason } from "../model/stepReason.ts";
import { hasUnknown } from "../schema/unknownValue.ts";
import { isAtOrBelow } from "./redactor.ts";

/** Inputs of two steps of one resource. */
export interface ComparedInputs {
  readonly inputs: JsonObject;
  readonly oldInputs: JsonObject;
  /** Pointers to the secret parts of the inputs of either step. */
  readonly secretPointers: readonly string[];
}

/** Returns what changed in the inputs of these names, part by part. Inputs that select the address are left out. */
export function inputChanges(
  names: readonly string[],
  { inputs, oldInputs, secretPointers }: ComparedInputs,
): readonly InputChange[] {
  const addressNames: readonly string[] = addressInputNames;
  return names.flatMap((name) => {
    if (addressNames.includes(name)) {
      return hasUnknown(inputs[name])
        ? [{ kind: kindOf(name), pointer: toPointer([name]), isUnknown: true }]
        : [];
    }
    if (!Object.hasOwn(inputs, name) && !Object.hasOwn(oldInputs, name)) return [];
    return partChanges([name], { old: oldInputs[name], new: inputs[name] }, secretPointers);
  });
}

/** Returns the change of the address; `undefined` where calls go where the last one went. */
export function addressChange(
  old: Address | undefined,
  next: Address | undefined,
): Extract<StepReason, { kind: "addressChanged" }> | undefined {
  if (old === undefined || next === undefined || isSameAddress(old, next)) return undefined;
  return { kind: "addressChanged", old: destinationOfAddress(old), new: destinationOfAddress(next) };
}

interface Versions {
  readonly old: Json | undefined;
  readonly new: Json | undefined;
}

function partChanges(
  path: readonly (string | number)[],
  versions: Versions,
  secretPointers: readonly string[],
): readonly InputChange[] {
  const place = toPointer(path);
  const { old, new: next } = versions;
  const isSecret = secretPointers.some((one) => isAtOrBelow(place, one));
  if (!isSecret) {
    if (isJsonObject(old) && isJsonObject(next)) {
      const keys = [...new Set([...Object.keys(old), ...Object.keys(next)])];
      return keys.flatMap((key) => {
        const part: Versions = {
          old: Object.hasOwn(old, key) ? old[key] : undefined,
          new: Object.hasOwn(next, key) ? next[key] : undefined,
        };
        return partChanges([...path, key], part, secretPointers);
      });
    }
    if (Array.isArray(old) && Array.isArray(next) && old.length === next.length) {
      return old.flatMap((item: Json, at) =>
        partChanges([...path, at], { old: item, new: next[at] as Json }, secretPointers),
      );
    }
  }
  const isUnknown = hasUnknown(next);
  if (!isUnknown && isSame(old, next)) return [];
  const holdsSecret = isSecret || secretPointers.some((one) => isAtOrBelow(one, place));
  return [
    {
      kind: kindOf(String(path[0])),
      pointer: place,
      ...(holdsSecret || old === undefined ? {} : { old }),
      ...(holdsSecret || isUnknown || next === undefined ? {} : { new: next }),
      ...(holdsSecret ? { isSecret: true } : {}),
      ...(isUnknown ? { isUnknown: true } : {}),
    },
  ];
}

function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return canonicalJson(one) === canonicalJson(other);
}

function kindOf(input: string): InputChange["kind"] {
  if (input === "params") return "paramChanged";
  if (input === "triggers") return "triggerChanged";
  return input === "actionName" || input === "packageName" ? "actionChanged" : "inputChanged";
}
