import { randomUUID } from "node:crypto";
import { NcfError } from "../diagnostics/ncfError.ts";
import { generationKey, parseGenerationKey, type ResourceKey } from "../model/resourceKey.ts";
import type { Clock } from "../ports/ports.ts";
import type { Owner } from "../ports/processes.ts";
import type { CallOrigin } from "./callOrigin.ts";
import { type Intended, isReclaimable, type Journal, type JournalEntry, type StackName } from "./journal.ts";
import type { Appended, JournalStore } from "./journalStore.ts";
import { KnownCalls } from "./knownCalls.ts";
import type { CallEnd, EndRecord, Intent, IntentRecord, JournalRecord, JournalScope } from "./records.ts";

const intentTries = 20;
/** Number of keys up to which all entries are read to find out whether a store knows a stack. */
const fewKeys = 100;

/** Dependencies of {@link openStoredJournal}. */
export interface StoredJournalDeps {
  readonly clock: Pick<Clock, "now">;
  readonly self: Owner;
  /** Origin of the calls of this process. @default unknown */
  readonly by?: CallOrigin;
  /** Backend and organization of this process. @default unknown */
  readonly scope?: JournalScope;
  /** Hint for a store that cannot be used. @default the hint of NCF_JOURNAL_UNWRITABLE, for files */
  readonly hint?: string;
}

/**
 * Opens a journal over a store.
 * @param name - Name of the store in messages: its path, or its URL without credentials.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function openStoredJournal(
  name: string,
  openStore: (sink: KnownCalls) => Promise<JournalStore>,
  deps: StoredJournalDeps,
): Promise<Journal> {
  const known = new KnownCalls(deps.scope ?? {});
  const store = await guarded(name, deps, () => openStore(known));
  return new StoredJournal(name, store, known, deps);
}

class StoredJournal implements Journal {
  readonly #name: string;
  readonly #store: JournalStore;
  readonly #known: KnownCalls;
  readonly #deps: StoredJournalDeps;
  /** Ends that may not be in the store. They count nevertheless. */
  readonly #unwritten = new Set<EndRecord>();
  /** Ends whose write failed. The next write includes them. */
  #failed: EndRecord[] = [];
  /** Ends of claims of this process whose write failed, by claim. The store may show such a claim only later. */
  readonly #unsent = new Map<string, CallEnd>();

  constructor(name: string, store: JournalStore, known: KnownCalls, deps: StoredJournalDeps) {
    this.#name = name;
    this.#store = store;
    this.#known = known;
    this.#deps = deps;
  }

  async find(key: string): Promise<JournalEntry | undefined> {
    const known = this.#entry(key);
    // Only the removal of the resource changes a final end.
    if (known?.end?.kind === "succeeded" || known?.end?.kind === "failed") return known;
    await this.#guarded(() => this.#store.read());
    return this.#entry(key);
  }

  async generations(resource: ResourceKey): Promise<ReadonlyMap<number, JournalEntry>> {
    await this.#guarded(() => this.#store.read(resource));
    const known = new Map<number, JournalEntry>();
    for (const generation of this.#known.generations(resource)) {
      const entry = this.#entry(generationKey({ ...resource, generation }));
      if (entry !== undefined) known.set(generation, entry);
    }
    return known;
  }

  async entries(): Promise<readonly JournalEntry[]> {
    await this.#guarded(() => this.#store.read());
    return [...this.#known.entries.values()];
  }

  async knowsStack({ project, stack }: StackName): Promise<boolean> {
    // A record based on the state may be one of several, and a crash may have prevented the rest.
    if (this.#store.keyCount() > fewKeys) return true;
    return (await this.entries()).some(({ key, sentFromAt }) => {
      const name = parseGenerationKey(key);
      return sentFromAt === undefined && name?.project === project && name.stack === stack;
    });
  }

  claimOf(activationId: string): string | undefined {
    for (const { claim, end } of this.#known.entries.values()) {
      if (end?.activationId === activationId) return claim;
    }
    return undefined;
  }

  async intend(intent: Intent): Promise<Intended> {
    const { clock, self, scope, by = {} } = this.#deps;
    const origin = Object.keys(by).length === 0 ? {} : { by };
    for (let tries = 0; tries < intentTries; tries += 1) {
      const id = randomUUID();
      const at = clock.now();
      const record: IntentRecord = {
        kind: "intent",
        id,
        owner: self,
        ...origin,
        ...intent,
        ...scope,
        at,
      };
      const appended = await this.#write(record);
      const entry = this.#entry(intent.key);
      if (entry?.claim === id) return { kind: "claimed", entry };
      // It was written after another claim. Should that claim ever be lost, this one must not count as sent.
      if (appended === "written") {
        await this.#write(this.#endOf({ key: intent.key, claim: id }, { kind: "notSent" }));
      }
      if (entry !== undefined && this.#unsent.has(entry.claim) && isReclaimable(entry)) continue;
      if (appended !== "withdrawn" && entry !== undefined) return { kind: "taken", entry };
    }
    return this.#guarded(() => Promise.reject(new Error("other processes keep claiming the same key")));
  }

  async end(claim: Pick<JournalEntry, "key" | "claim">, end: CallEnd): Promise<void> {
    await this.#write(this.#endOf(claim, end));
  }

  close(): Promise<void> {
    return this.#guarded(() => this.#store.close());
  }

  #entry(key: string): JournalEntry | undefined {
    const entry = this.#known.find(key, [...this.#unwritten]);
    const end = entry?.end === undefined ? this.#unsent.get(entry?.claim ?? "") : undefined;
    if (entry === undefined || end === undefined) return entry;
    // Its end was left out while the claim was not in the store.
    const record = this.#endOf(entry, end);
    this.#unwritten.add(record);
    this.#failed.push(record);
    return this.#known.find(key, [...this.#unwritten]);
  }

  #endOf({ key, claim }: Pick<JournalEntry, "key" | "claim">, end: CallEnd): EndRecord {
    return { kind: "end", id: randomUUID(), key, of: claim, at: this.#deps.clock.now(), end };
  }

  /** Writes a record, preceded by those whose write failed. Returns the result for the record. */
  async #write(record: JournalRecord): Promise<Appended> {
    if (record.kind === "end") this.#unwritten.add(record);
    const batch = [...this.#failed, record];
    this.#failed = [];
    try {
      const appended = await this.#guarded(() =>
        this.#store.append(batch, (one) => this.#known.isWanted(one)),
      );
      for (const one of batch) if (one.kind === "end") this.#unwritten.delete(one);
      return appended;
    } catch (error) {
      const ends = batch.flatMap((one) => this.#afterFailure(one));
      for (const end of ends) this.#unwritten.add(end);
      this.#failed = [...ends, ...this.#failed];
      throw error;
    }
  }

  /**
   * Returns the records to write later in place of one that may or may not be in the store. The
   * call of an intent was not sent.
   */
  #afterFailure(record: JournalRecord): readonly EndRecord[] {
    if (record.kind !== "intent") return record.kind === "end" ? [record] : [];
    // If it replaces a claim that may have run, `notSent` would wrongly free the key.
    const kind = record.replaces === undefined ? "notSent" : "unknown";
    this.#unsent.set(record.id, { kind });
    return [this.#endOf({ key: record.key, claim: record.id }, { kind })];
  }

  #guarded<T>(work: () => Promise<T>): Promise<T> {
    return guarded(this.#name, this.#deps, work);
  }
}

async function guarded<T>(
  name: string,
  { hint }: Pick<StoredJournalDeps, "hint">,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (NcfError.is(cause)) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NcfError("NCF_JOURNAL_UNWRITABLE", {
      reason: `the journal ${name} cannot be used: ${why}`,
      ...(hint === undefined ? {} : { hint }),
      cause,
    });
  }
}
