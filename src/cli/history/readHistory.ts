import type { JournalEntry } from "../../journal/journal.ts";
import {
  isShared,
  type JournalLocation,
  journalLocation,
  locationName,
} from "../../journal/journalLocation.ts";
import { listJournals } from "../../journal/listJournals.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { type GenerationName, oneShotName, parseGenerationKey } from "../../model/resourceKey.ts";
import { findJournal, type FoundJournal } from "../resolve/findJournal.ts";
import { stackNameOf } from "../../engine/workspace.ts";
import { withJournal } from "../openTerminalJournal.ts";
import type { Terminal } from "../terminal.ts";
import type { HistoryOptions } from "./historyCommand.ts";

/** Call in a journal, whether its resource is still there or not. */
export interface PastCall {
  readonly name: GenerationName;
  readonly entry: JournalEntry;
}

/** Calls in one or more journals. */
export interface History {
  /** Names of the journals. */
  readonly journals: readonly string[];
  readonly calls: readonly PastCall[];
}

type Env = Terminal["ports"]["env"];

/**
 * Reads the calls of the stack or key that is named, or of all stacks under the location.
 * @throws NcfError NCF_FILE_MISSING where there is no journal; NCF_USAGE where none is kept
 */
export async function readHistory(terminal: Terminal, options: HistoryOptions, env: Env): Promise<History> {
  const found = await findJournals(terminal, options, env);
  const calls: PastCall[] = [];
  for (const location of found) {
    for (const entry of await withJournal(location, terminal, env, (journal) => journal.entries())) {
      const name = parseGenerationKey(entry.key);
      if (name !== undefined && isOf(name, options, env)) calls.push({ name, entry });
    }
  }
  return { journals: found.map(locationName), calls };
}

async function findJournals(
  terminal: Terminal,
  options: HistoryOptions,
  env: Env,
): Promise<readonly JournalLocation[]> {
  const { project, key, journal, backend } = options;
  const stack = options.stack ?? (env["PULUMI_STACK"] === "" ? undefined : env["PULUMI_STACK"]);
  const isOne = key !== undefined || (project !== undefined && stack !== undefined);
  const place = journal ?? env["NCF_JOURNAL"];
  if (isOne || (place !== undefined && !place.includes("://"))) {
    const choice = { project, stack, key, journal, backend };
    const found: FoundJournal = await findJournal(terminal, withoutAbsent(choice), env);
    return [found.location];
  }
  const { ports, cwd, journalFiles: files, sharedFiles } = terminal;
  const deps = {
    ...ports,
    cwd,
    files,
    sharedFiles,
    env: { ...env, NCF_JOURNAL: place, PULUMI_BACKEND_URL: backend ?? env["PULUMI_BACKEND_URL"] },
  };
  const owners = await listJournals(deps);
  const locations = owners.map((owner) => journalLocation(owner, deps));
  if (locations.length > 0)
    return locations.map((one) => (place === undefined ? one : { ...one, scope: {} }));
  const sample = journalLocation({ project: "-", stack: "-" }, deps);
  throw new NcfError("NCF_FILE_MISSING", {
    reason: `no journal was found ${isShared(sample) ? "at" : "on this machine, at"} ${locationName(sample).replace(/[^/\\]+[/\\][^/\\]+$/, "")}`,
    hint: "pass --backend or --journal as it was given to up or invoke; the first call makes the journal",
  });
}

function withoutAbsent<T extends object>(choice: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}

function isOf(name: GenerationName, { project, stack, key }: HistoryOptions, env: Env): boolean {
  if (key !== undefined) return oneShotName(name) === key;
  const wanted = stack ?? env["PULUMI_STACK"] ?? "";
  return (
    (project === undefined || name.project === project) &&
    (wanted === "" || name.stack === stackNameOf(wanted))
  );
}
