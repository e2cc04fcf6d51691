import type { ResourcePlace } from "../model/resourceKey.ts";
import type { Journal } from "../journal/Journal.ts";
import { journalPath } from "../journal/journalPath.ts";
import { openJournal } from "../journal/openJournal.ts";
import { unkeptJournal } from "../journal/unkeptJournal.ts";
import type { Ports } from "../ports/ports.ts";
import type { Processes } from "../ports/processes.ts";
import { realJournalFiles } from "../ports/nodeJournalFiles.ts";

/** Gives each stack its journal on this machine, opened once, at its first use. @throws NcfError when it cannot be used */
export function realJournals(
  ports: Ports,
  processes: () => Processes,
): (place: ResourcePlace) => Promise<Journal> {
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
    if (path === undefined) return unkeptJournal(self);
    return openJournal(path, { files: realJournalFiles, clock: ports.clock, self });
  }
}
