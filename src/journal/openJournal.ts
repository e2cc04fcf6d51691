import type { JournalFiles } from "../ports/journalFiles.ts";
import type { Journal } from "./journal.ts";
import { openStoredJournal, type StoredJournalDeps } from "./storedJournal.ts";
import { type FileStoreOptions, openFileStore } from "./stores/fileStore.ts";

/** Dependencies of {@link openJournal}. */
export interface JournalParts extends StoredJournalDeps, Pick<FileStoreOptions, "segmentBytes"> {
  readonly files: JournalFiles;
}

/**
 * Opens the journal in a file of this machine, reads it whole, and drops what was settled more than a month ago.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function openJournal(path: string, parts: JournalParts): Promise<Journal> {
  return openStoredJournal(path, (sink) => openFileStore(path, parts, sink), parts);
}
