import { resolve } from "node:path";
import { journalPath, type JournalPlace } from "./journalPath.ts";

/**
 * The options by which `ncf resolve` finds the journal of a stack from any folder: none where it is at its default place, else its path;
 * `undefined` when no journal is kept.
 * @throws NcfError NCF_INPUT_INVALID for an empty `NCF_JOURNAL`
 */
export function journalOptions(place: JournalPlace): readonly string[] | undefined {
  const path = journalPath(place);
  if (path === undefined) return undefined;
  const byDefault = journalPath({ ...place, env: { ...place.env, NCF_JOURNAL: undefined } });
  return path === byDefault ? [] : ["--journal", resolve(path)];
}
