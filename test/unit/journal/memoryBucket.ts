import type { ObjectClient } from "../../../src/journal/stores/objectClient.ts";

/** What goes wrong with the next request of a kind. */
export interface BucketFault {
  readonly on: "put" | "get" | "list" | "remove";
  readonly message: string;
  /** Whether the service does it all the same, and its response is lost. */
  readonly isDone?: boolean;
  readonly forever?: boolean;
}

/** A bucket in memory. */
export class MemoryBucket {
  readonly objects = new Map<string, { readonly text: string; readonly modifiedAt: number }>();
  readonly faults: BucketFault[] = [];
  readonly requests: string[] = [];
  /** What the service does with `If-None-Match: *`. */
  conditions: "kept" | "ignored" | "refused" = "kept";
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  get text(): string {
    return [...this.objects].map(([key, { text }]) => `${key}\n${text}`).join("\n");
  }

  /**
   * The requests of one machine.
   * @param pass - Passed before the service gets a request, and before its response arrives.
   */
  client(pass: (request: string) => Promise<void> = async () => {}, aheadMs = 0): ObjectClient {
    const request = async <T>(on: BucketFault["on"], key: string, work: () => T): Promise<T> => {
      this.requests.push(`${on} ${key}`);
      await pass(`${on} ${key}`);
      const index = this.faults.findIndex((fault) => fault.on === on);
      const fault = this.faults[index];
      if (fault === undefined) {
        const response = work();
        await pass(`response to ${on} ${key}`);
        return response;
      }
      if (fault.forever !== true) this.faults.splice(index, 1);
      if (fault.isDone === true) work();
      throw new Error(fault.message);
    };
    return {
      put: (key, text, ifAbsent) =>
        request("put", key, () => {
          if (ifAbsent && this.conditions === "refused") return "refused";
          if (ifAbsent && this.conditions === "kept" && this.objects.has(key)) return "exists";
          this.objects.set(key, { text, modifiedAt: Math.floor(this.#now() / 1000) * 1000 });
          return "made";
        }),
      get: (key) => request("get", key, () => this.objects.get(key)),
      list: (prefix) =>
        request("list", prefix, () =>
          [...this.objects]
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, object]) => ({ key, ...object })),
        ),
      remove: (key) => request("remove", key, () => void this.objects.delete(key)),
      aheadMs: () => aheadMs,
      close: () => {},
    };
  }
}
