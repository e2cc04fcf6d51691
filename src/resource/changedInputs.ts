import { canonicalJson, type Json, type JsonObject } from "../model/json.ts";
import type { InputDefinition, ResourceDefinition } from "../model/resourceDefinition.ts";
import { hasUnknown } from "../schema/unknownValue.ts";
import { isAtOrBelow } from "./redactor.ts";

/**
 * Returns the names of the changed inputs that cause another call: `address` when only the stack
 * config changed the address. An unknown input counts as changed.
 * @param ignored - Names of inputs that count as unchanged.
 */
export function changedInputs(
  { inputs: definitions }: Pick<ResourceDefinition, "inputs">,
  inputs: JsonObject,
  oldInputs: JsonObject,
  ignored: readonly string[] = [],
): readonly string[] {
  const changed = generationNames(definitions).filter((name) => {
    if (ignored.includes(name)) return false;
    if (hasUnknown(inputs[name])) return true;
    const definition = definitions[name];
    return normalized(definition, inputs[name]) !== normalized(definition, oldInputs[name]);
  });
  return changed.length === 0 ? ["address"] : changed;
}

/** Returns the names of the inputs that became secret, or are no longer secret. */
export function secrecyChanges(
  { inputs }: Pick<ResourceDefinition, "inputs">,
  before: readonly string[],
  after: readonly string[],
): readonly string[] {
  const names = Object.keys(inputs).filter((name) => inputs[name]?.mayBeSecret === true);
  return names.filter((name) => isSecretInput(name, before) !== isSecretInput(name, after));
}

/**
 * Returns whether any part of an input is secret. @param name - Name of an input, or a part such as
 * `onUpdate/params`.
 */
export function isSecretInput(name: string, secretPointers: readonly string[]): boolean {
  const place = `/${name}`;
  return secretPointers.some((pointer) => isAtOrBelow(pointer, place) || isAtOrBelow(place, pointer));
}

function generationNames(inputs: ResourceDefinition["inputs"]): readonly string[] {
  return Object.keys(inputs).filter((name) => inputs[name]?.makesGeneration === true);
}

function normalized(definition: InputDefinition | undefined, value: Json | undefined): string | undefined {
  const whole = value ?? definition?.default;
  return whole === undefined ? undefined : canonicalJson(whole);
}
