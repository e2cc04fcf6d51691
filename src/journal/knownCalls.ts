import { generationKey, parseGenerationKey, type ResourceKey } from "../model/resourceKey.ts";
import { applyRecord, type JournalEntry } from "./journal.ts";
import type { RecordSink } from "./journalStore.ts";
import type { JournalRecord, JournalScope } from "./records.ts";

/** Calls in the records of a store, without those of another backend or organization. */
export class KnownCalls implements RecordSink {
  /** Entries by key, released ones by their claim. */
  readonly #entries = new Map<string, JournalEntry>();
  readonly #generations = new Map<string, Set<number>>();
  /** Claims of each key whose records can be replaced. */
  readonly #claims = new Map<string, readonly string[]>();
  /** Keys of another backend or organization. */
  readonly foreignKeys = new Set<string>();
  readonly #scope: JournalScope;

  constructor(scope: JournalScope) {
    this.#scope = scope;
  }

  get entries(): ReadonlyMap<string, JournalEntry> {
    return this.#entries;
  }

  apply(record: JournalRecord): void {
    if (record.kind === "intent") {
      if (isForeign(record, this.#scope)) {
        this.foreignKeys.add(record.key);
        return;
      }
      this.#addGeneration(record.key);
    }
    applyRecord(this.#entries, record);
  }

  replace(key: string, records: readonly JournalRecord[]): void {
    for (const known of [key, ...(this.#claims.get(key) ?? [])]) this.#entries.delete(known);
    this.#claims.set(
      key,
      records.flatMap((record) => (record.kind === "intent" ? [record.id] : [])),
    );
    for (const record of records) this.apply(record);
  }

  /** Returns the entry of a key after applying further records. */
  find(key: string, further: readonly JournalRecord[] = []): JournalEntry | undefined {
    const entry = this.#entries.get(key);
    if (further.length === 0) return entry;
    const entries = new Map(entry === undefined ? [] : [[key, entry]]);
    for (const record of further)
      if (record.kind !== "seal" && record.key === key) applyRecord(entries, record);
    return entries.get(key);
  }

  /** Returns the known generations of a resource in order, including released ones. */
  generations(resource: ResourceKey): readonly number[] {
    return [...(this.#generations.get(resourceName(resource)) ?? [])].toSorted((left, right) => left - right);
  }

  /** Returns whether a record would change the known entries. */
  isWanted(record: JournalRecord): boolean {
    if (record.kind === "seal") return true;
    return this.find(record.key, [record]) !== this.find(record.key);
  }

  #addGeneration(key: string): void {
    const name = parseGenerationKey(key);
    // A key of another format belongs to no resource.
    if (name === undefined) return;
    const resource = resourceName(name);
    const known = this.#generations.get(resource);
    if (known === undefined) this.#generations.set(resource, new Set([name.generation]));
    else known.add(name.generation);
  }
}

/** Returns a name that all generations of a resource share. */
export function resourceName(resource: ResourceKey): string {
  return generationKey({ ...resource, generation: 0 });
}

/** Returns whether a record is known to belong to another backend or organization. */
function isForeign(record: JournalScope, scope: JournalScope): boolean {
  return differs(record.backend, scope.backend) || differs(record.organization, scope.organization);
}

function differs(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
