import { NcfError } from "../diagnostics/ncfError.ts";
import type { ProcessTable } from "../ports/processes.ts";
import { readLocks, type StackLock } from "./readLocks.ts";

/** An engine makes its lock within a second; the rest is for clocks that were set meanwhile. */
const lockedWithinMs = 60_000;

/** What {@link lockedError} works with. */
export interface LockedParts {
  readonly table: ProcessTable;
  /** The command that removes the lock. */
  readonly cancelCommand: string;
}

/**
 * Looks up who holds the locks on a stack, and says what to do. It removes none, however sure it is: a lock that is removed while its
 * engine is at work costs the state.
 * @param error - NCF_STACK_LOCKED, as `engineError` makes it; stays as it is where the engine names no lock
 */
export function lockedError(error: NcfError, { table, cancelCommand }: LockedParts): NcfError {
  const cause = error.cause instanceof Error ? error.cause.message : "";
  const locks = readLocks(`${error.reason}\n${cause}`).map((lock) => ({
    lock,
    holder: holderOf(lock, table),
  }));
  if (locks.length === 0) return error;
  const reasons = locks.map(({ lock, holder }) => `${lockText(lock, table)}: ${holderTexts[holder]}`);
  const blocking =
    locks.find(({ holder }) => holder === "alive") ?? locks.find(({ holder }) => holder !== "gone");
  const hint =
    blocking === undefined
      ? `remove the lock and run this again; no call is made twice, and one still under way is waited for: ${cancelCommand}`
      : hintFor(blocking.lock, blocking.holder, cancelCommand);
  return new NcfError(error.code, { reason: reasons.join("\n"), hint, cause: error.cause });
}

type Holder = "alive" | "gone" | "elsewhere";

const holderTexts: Readonly<Record<Holder, string>> = {
  alive: "that process is at work",
  gone: "that process is gone and has left its lock behind",
  elsewhere: "whether that process is still there cannot be seen from here",
};

function holderOf({ host, pid, madeAt }: StackLock, table: ProcessTable): Holder {
  if (host !== table.hostName) return "elsewhere";
  const found = table.at(pid);
  // Another process may have got the number by now.
  const isNewer = found?.beganAt !== undefined && found.beganAt > madeAt + lockedWithinMs;
  return found === undefined || isNewer ? "gone" : "alive";
}

function lockText({ user, host, pid, madeAt }: StackLock, table: ProcessTable): string {
  const where = host === table.hostName ? "this machine" : host;
  const since = new Date(madeAt).toISOString().replace(".000Z", "Z");
  return `the stack is locked by process ${pid} of ${user} on ${where} since ${since}`;
}

function hintFor({ pid, host }: StackLock, holder: Holder, cancelCommand: string): string {
  return holder === "alive"
    ? `wait for it, or interrupt it (kill -INT ${pid}): its calls in flight end and are saved`
    : `look on ${host} for process ${pid} and wait for it; when it is gone, remove its lock: ${cancelCommand}`;
}
