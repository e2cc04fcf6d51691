import type { GenerationName } from "../../model/resourceKey.ts";

/** How a call is named in messages: `migrate, generation 2`. */
export function callLabel({ name, generation }: Pick<GenerationName, "name" | "generation">): string {
  return `${name}, generation ${generation}`;
}
