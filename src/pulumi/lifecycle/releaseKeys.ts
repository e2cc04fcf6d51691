import { generationKey, type ResourcePlace } from "../../invocation/generationKey.ts";
import type { Journal } from "../../invocation/journal/Journal.ts";

/** Releases the keys of a resource that is no more, of all its generations that the journal knows. @throws NcfError NCF_JOURNAL_UNWRITABLE */
export async function releaseKeys(
  place: ResourcePlace,
  journal: Pick<Journal, "generations" | "find" | "end">,
): Promise<void> {
  const generations = await journal.generations(place);
  const entries = await Promise.all(
    generations.map((generation) => journal.find(generationKey({ ...place, generation }))),
  );
  const ends = entries.map((entry) => entry && journal.end(entry, { kind: "released" }));
  await Promise.all(ends);
}
