import type { ResourceKey } from "../model/resourceKey.ts";
import { type Journal, noJournal } from "../journal/journal.ts";
import { journalPath } from "../journal/journalPath.ts";
import { openJournal } from "../journal/openJournal.ts";
import type { Ports } from "../ports/ports.ts";
import type { Processes } from "../ports/processes.ts";
import { nodeJournalFiles } from "../ports/nodeJournalFiles.ts";

/** Gives each stack its journal on this machine, opened once, at its first use. @throws NcfError when it cannot be used */
export function nodeJournals(
  ports: Ports,
  processes: () => Processes,
): (place: ResourceKey) => Promise<Journal> {
  const opened = new Map<string, Promise<Journal>>();
  return ({ project, stack }) => {
    const whose = JSON.stringify([project, stack]);
    const journal = opened.get(whose) ?? open(project, stack);
    opened.set(whose, journal);
    return journal;
  };

  async function open(project: string, stack: string): Promise<Journal> {
    const { self } = processes();
    const path = journalPath({ ...ports, project, stack });
    if (path === undefined) return noJournal(self);
    return openJournal(path, { files: nodeJournalFiles, clock: ports.clock, self });
  }
}
