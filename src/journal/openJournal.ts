import type { JournalFiles } from "../ports/journalFiles.ts";
import type { Journal } from "./journal.ts";
import { openStoredJournal, type StoredJournalDeps } from "./storedJournal.ts";
import { type FileStoreOptions, openFileStore } from "./stores/fileStore.ts";

/** Dependencies of {@link openJournal}. */
export interface OpenJournalDeps extends StoredJournalDeps, Pick<FileStoreOptions, "segmentBytes"> {
  readonly files: JournalFiles;
}

/**
 * Opens the journal in a file on this machine, reads it completely, and drops calls that were
 * settled more than a month ago.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function openJournal(path: string, deps: OpenJournalDeps): Promise<Journal> {
  return openStoredJournal(path, (sink) => openFileStore(path, deps, sink), deps);
}
