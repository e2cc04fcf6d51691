/** A list that is only ever added to, whose entries are replaced as more is known, and on which one can wait. */
export class Entries<T extends object> {
  #items: T[] = [];
  readonly #watchers = new Set<() => void>();

  /** The entries so far, oldest first. */
  get all(): readonly T[] {
    return this.#items;
  }

  /** Adds an entry. What it returns replaces fields of it later. */
  add(entry: T): (changes: Partial<T>) => void {
    let current = entry;
    this.#items.push(current);
    this.#notify();
    return (changes) => {
      const index = this.#items.indexOf(current);
      if (index === -1) return;
      current = { ...current, ...changes };
      this.#items[index] = current;
      this.#notify();
    };
  }

  /** Waits for the entry with that number, counted from 1, or for one that fits. Rejects when the signal is aborted. */
  when(wanted: number | ((entry: T) => boolean), signal?: AbortSignal): Promise<T> {
    const find = (): T | undefined =>
      typeof wanted === "number" ? this.#items[wanted - 1] : this.#items.find(wanted);
    return new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#watchers.delete(look);
        signal?.removeEventListener("abort", abort);
      };
      const abort = (): void => {
        stop();
        reject(signal?.reason as Error);
      };
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      if (signal?.aborted === true) return abort();
      signal?.addEventListener("abort", abort);
      this.#watchers.add(look);
      look();
    });
  }

  /** Forgets all entries. */
  clear(): void {
    this.#items = [];
  }

  #notify(): void {
    for (const look of this.#watchers) look();
  }
}
