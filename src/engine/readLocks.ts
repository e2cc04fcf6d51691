/** A lock on a stack, as the engine names it for backends that are no service: files, object stores. */
export interface StackLock {
  readonly user: string;
  /** Name of the machine. */
  readonly host: string;
  /** The engine that made it. */
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

// `  file:///…/dev/1b2c.json: created by root@vm (pid 5625) at 2026-11-24T10:48:22Z`. Source: pulumi/pulumi pkg/backend/diy/lock.go [code]
const line = /^\s*\S.*: created by (.+)@(\S+) \(pid (\d+)\) at (\S+)$/gm;

/** Reads the locks out of what the engine says about a stack that is locked; each one once. */
export function readLocks(text: string): readonly StackLock[] {
  const found = new Map<string, StackLock>();
  for (const [whole, user = "", host = "", pid, at = ""] of text.matchAll(line)) {
    const madeAt = Date.parse(at);
    if (!Number.isNaN(madeAt)) found.set(whole.trim(), { user, host, pid: Number(pid), madeAt });
  }
  return [...found.values()];
}
