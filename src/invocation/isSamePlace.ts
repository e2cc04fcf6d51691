import type { ResourcePlace } from "./generationKey.ts";

/** Whether both are the same resource, whichever generations of it are meant. */
export function isSamePlace(one: ResourcePlace | undefined, other: ResourcePlace): boolean {
  return one?.project === other.project && one.stack === other.stack && one.name === other.name;
}
