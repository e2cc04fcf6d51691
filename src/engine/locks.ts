import { NcfError } from "../diagnostics/ncfError.ts";
import { type JournalLocation, locationName } from "../journal/journalLocation.ts";
import type { ProcessTable } from "../ports/processes.ts";
import type { StackLock } from "./stackLocks.ts";

// `  file:///…/dev/1b2c.json: created by root@vm (pid 5625) at 2026-11-24T10:48:22Z`. Source: pulumi/pulumi pkg/backend/diy/lock.go [code]
const lockLine = /^\s*\S.*: created by (.+)@(\S+) \(pid (\d+)\) at (\S+)$/gm;
/** An engine creates its lock within a second; the rest allows for clock changes. */
const lockedWithinMs = 60_000;

/** Options of {@link lockedError}. */
export interface LockedErrorOptions {
  readonly table: ProcessTable;
  /** Command that removes the lock. */
  readonly cancelCommand: string;
  /** Journal of the stack on this machine. */
  readonly journal: JournalLocation;
}

/**
 * Finds the process that holds the locks on a stack, and adds a hint. Never removes a lock:
 * removing one while its engine works corrupts the state.
 * @param error - NCF_STACK_LOCKED with the engine's message. Returned unchanged when the message
 * contains no lock.
 */
export function lockedError(
  error: NcfError,
  { table, cancelCommand, journal }: LockedErrorOptions,
): NcfError {
  const locks = readLocks(error.reason).map((lock) => ({ lock, holder: holderOf(lock, table) }));
  if (locks.length === 0) {
    const hint = `${error.hint}; ${callsText(journal, "the machine of that run")}`;
    return new NcfError(error.code, { reason: error.reason, hint, cause: error.cause });
  }
  const reasons = locks.map(({ lock, holder }) => `${lockText(lock, table)}: ${holderTexts[holder]}`);
  const blocking =
    locks.find(({ holder }) => holder === "alive") ?? locks.find(({ holder }) => holder !== "gone");
  const hint =
    blocking === undefined
      ? `remove the lock, then run this again: ${cancelCommand}; ${callsText(journal)}`
      : hintFor(blocking.lock, blocking.holder, cancelCommand, journal);
  return new NcfError(error.code, { reason: reasons.join("\n"), hint, cause: error.cause });
}

function readLocks(text: string): readonly StackLock[] {
  const found = new Map<string, StackLock>();
  for (const [whole, user = "", host = "", pid, at = ""] of text.matchAll(lockLine)) {
    const madeAt = Date.parse(at);
    if (!Number.isNaN(madeAt)) found.set(whole.trim(), { user, host, pid: Number(pid), madeAt });
  }
  return [...found.values()];
}

type Holder = "alive" | "gone" | "elsewhere";

const holderTexts: Readonly<Record<Holder, string>> = {
  alive: "that process is running",
  gone: "that process has ended and left its lock behind",
  elsewhere: "the state of that process is not visible from this machine",
};

function holderOf({ host, pid, madeAt }: StackLock, table: ProcessTable): Holder {
  if (host !== table.hostName) return "elsewhere";
  const found = table.at(pid);
  // Another process may have the same pid by now.
  const isNewer = found?.beganAt !== undefined && found.beganAt > madeAt + lockedWithinMs;
  return found === undefined || isNewer ? "gone" : "alive";
}

/** Says whether the process that made a lock is at work. */
export function judgeLock(
  lock: StackLock,
  table: ProcessTable,
): { readonly holder: Holder; readonly text: string } {
  const holder = holderOf(lock, table);
  return { holder, text: holderTexts[holder] };
}

/** Says by which process a stack is locked, and since when. */
export function lockText({ user, host, pid, madeAt }: StackLock, table: ProcessTable): string {
  const where = host === table.hostName ? "this machine" : host;
  const since = new Date(madeAt).toISOString().replace(".000Z", "Z");
  return `the stack is locked by process ${pid} of ${user} on ${where} since ${since}`;
}

function hintFor(
  { pid, host }: StackLock,
  holder: Holder,
  cancelCommand: string,
  journal: JournalLocation,
): string {
  return holder === "alive"
    ? `wait for it, or interrupt it (kill -INT ${pid}): its calls in flight finish and are saved`
    : `check process ${pid} on ${host} and wait for it; when it has ended, remove its lock: ${cancelCommand} --yes; ${callsText(journal, host)}`;
}

/**
 * Describes whether this machine can read the journal of a run's calls.
 * @param where - Machine of that run, unless it is this one.
 */
function callsText(journal: JournalLocation, where?: string): string {
  switch (journal.kind) {
    case "off":
      return "NCF_JOURNAL=off keeps no record of its calls: check by hand which of them ran, because up calls them again";
    case "directory":
    case "bucket":
      return `its calls are in the shared journal ${locationName(journal)}: up searches for a call in flight, and repeats none`;
    case "file":
      return where === undefined
        ? `its calls are in the journal ${locationName(journal)} on this machine: up searches for a call in flight, and repeats none`
        : `its calls are in the journal of ${where}, which cannot be read from here: run up there, or set NCF_JOURNAL to the same shared location on all machines; up on this machine searches only for calls in the state, and only while its own journal has none of this stack`;
  }
}
