import type { ResourceKey } from "../model/resourceKey.ts";
import type { Journal } from "../journal/journal.ts";

/** Releases the keys of a resource that is no more, of all its generations that the journal knows. @throws NcfError NCF_JOURNAL_UNWRITABLE */
export async function releaseKeys(
  place: ResourceKey,
  journal: Pick<Journal, "generations" | "end">,
): Promise<void> {
  const entries = [...(await journal.generations(place)).values()];
  await Promise.all(entries.map((entry) => journal.end(entry, { kind: "released" })));
}
