import { generationKey, parseGenerationKey, type ResourcePlace } from "../model/resourceKey.ts";

/** Which generations of each resource have been met in a journal, so that nobody has to go through all of it to find those of one. */
export class Generations {
  readonly #met = new Map<string, Set<number>>();

  /** Takes note of a key. One of another shape is of no resource. */
  add(key: string): void {
    const name = parseGenerationKey(key);
    if (name === undefined) return;
    const place = placeKey(name);
    const met = this.#met.get(place);
    if (met === undefined) this.#met.set(place, new Set([name.generation]));
    else met.add(name.generation);
  }

  /** The generations of a resource, in their order. */
  of(place: ResourcePlace): readonly number[] {
    return [...(this.#met.get(placeKey(place)) ?? [])].toSorted((left, right) => left - right);
  }
}

function placeKey(place: ResourcePlace): string {
  return generationKey({ ...place, generation: 0 });
}
