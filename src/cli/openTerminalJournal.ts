import type { Journal } from "../journal/journal.ts";
import type { JournalLocation } from "../journal/journalLocation.ts";
import { openJournalAt } from "../journal/openJournalAt.ts";
import type { Terminal } from "./terminal.ts";

/** Parts of a terminal that opening a journal requires. */
export type JournalTerminal = Pick<Terminal, "ports" | "journalFiles" | "sharedFiles" | "processes">;

/**
 * Opens a journal as this process sees it.
 * @param env - Variables of the command: of the environment and of `--vars`. They may have the credentials of a bucket.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export function openTerminalJournal(
  location: JournalLocation,
  { ports, journalFiles: files, sharedFiles, processes }: JournalTerminal,
  env: JournalTerminal["ports"]["env"],
): Promise<Journal> {
  return openJournalAt(location, { ...ports, env, files, sharedFiles, self: processes().self });
}

/** Opens a journal for one use, and closes it. */
export async function withJournal<T>(
  location: JournalLocation,
  terminal: JournalTerminal,
  env: JournalTerminal["ports"]["env"],
  use: (journal: Journal) => Promise<T>,
): Promise<T> {
  const journal = await openTerminalJournal(location, terminal, env);
  try {
    return await use(journal);
  } finally {
    await journal.close();
  }
}
