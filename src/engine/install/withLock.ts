import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import type { EnginePorts } from "./enginePorts.ts";

const beatMs = 2_000;
const staleMs = 30_000;

/**
 * Does work while holding a lock file; waits for another holder first. A lock is taken over when its process is
 * dead, or when it was not touched for 30 seconds (another machine, or a process id used anew).
 *
 * The lock only saves double work: two holders at once must not break each other.
 * @param title name of the tool that is installed, for the line that says that it waits
 */
export async function withLock<T>(
  path: string,
  title: string,
  ports: EnginePorts,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const owner = `${process.pid} ${hostname()}`;
  await take(path, title, owner, ports, signal);
  const beat = new AbortController();
  void keepFresh(path, ports, beat.signal);
  try {
    return await work();
  } finally {
    beat.abort();
    if (readOwner(path) === owner) rmSync(path, { force: true });
  }
}

async function take(
  path: string,
  title: string,
  owner: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<void> {
  let isReported = false;
  while (!create(path, owner, ports)) {
    signal?.throwIfAborted();
    const other = readOwner(path);
    if (other === undefined) continue;
    if (isLeftOver(path, other, ports)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!isReported)
      ports.report(`another set-up (process ${other}) is installing the ${title}; waiting for it`);
    isReported = true;
    await ports.clock.sleep(beatMs / 4, signal);
  }
}

function create(path: string, owner: string, ports: EnginePorts): boolean {
  try {
    writeFileSync(path, owner, { flag: "wx" });
    touch(path, ports);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readOwner(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function isLeftOver(path: string, owner: string, ports: EnginePorts): boolean {
  const [processId, host] = owner.split(" ");
  if (host === hostname() && !ports.isAlive(Number(processId))) return true;
  const touchedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return touchedAt !== undefined && ports.clock.now() - touchedAt > staleMs;
}

async function keepFresh(path: string, ports: EnginePorts, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      await ports.clock.sleep(beatMs, signal);
      touch(path, ports);
    }
  } catch {
    // The work has ended, or the lock was taken over: nothing is left to keep.
  }
}

function touch(path: string, ports: EnginePorts): void {
  const seconds = ports.clock.now() / 1000;
  utimesSync(path, seconds, seconds);
}
