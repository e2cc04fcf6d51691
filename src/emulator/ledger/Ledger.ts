import type { JsonObject } from "../../model/json.ts";
import type { Fault } from "../faults/Fault.ts";
import { Entries } from "./Entries.ts";

/** A POST that was received, whatever became of it. */
export interface PostEntry {
  /** Epoch milliseconds, by the service's clock. */
  readonly receivedAt: number;
  /** Path and query, as they came. */
  readonly target: string;
  readonly packageName?: string;
  readonly actionName?: string;
  /** The `platform` and `timeout` of the query as they came; absent when not sent. */
  readonly platform?: string;
  readonly timeout?: string;
  /** The body, when it was read and is a JSON object. */
  readonly params?: JsonObject;
  /** `open` until it is decided; `ran` when a run was begun; `refused` when provably nothing ran. */
  readonly verdict: "open" | "ran" | "refused";
  /** HTTP status of the answer, when one was sent. */
  readonly status?: number;
  /** The refusal's own code; absent in upstream-shaped ones. */
  readonly errorCode?: string;
  /** The run that it began. */
  readonly activationId?: string;
  /** The fault it met. */
  readonly fault?: Fault["kind"];
}

/** A run of an action. */
export interface RunEntry {
  readonly activationId: string;
  readonly packageName: string;
  readonly actionName: string;
  /** Params of the run: the action's own parameters, overlaid by those of the request. */
  readonly params: JsonObject;
  /** Epoch milliseconds, by the service's clock. */
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly endedAt?: number;
  readonly success?: boolean;
}

/** A GET that was received, or any other request that is not a POST. */
export interface ReadEntry {
  readonly receivedAt: number;
  readonly target: string;
  /** HTTP status of the answer, when one was sent. */
  readonly status?: number;
  readonly errorCode?: string;
  readonly fault?: Fault["kind"];
}

/** Record of all requests and runs of the emulator, for verifying how often an action runs. */
export interface Ledger {
  /** Every POST, in the order of arrival. Entries are replaced, not changed, as more is known. */
  readonly posts: readonly PostEntry[];
  /** Every run, in the order of start. */
  readonly runs: readonly RunEntry[];
  /** Every GET, in the order of arrival. */
  readonly reads: readonly ReadEntry[];
  /** Waits for the n-th POST (from 1), or for one that fits: `whenPosted((post) => post.verdict === "ran")`. */
  readonly whenPosted: Entries<PostEntry>["when"];
  /** Waits for the n-th run to begin (from 1), or for one that fits: `whenRun((run) => run.endedAt !== undefined)`. */
  readonly whenRun: Entries<RunEntry>["when"];
  /** Waits for the n-th GET (from 1), or for one that fits. */
  readonly whenRead: Entries<ReadEntry>["when"];
  /** Forgets everything; what is under way is not recorded any more. */
  readonly clear: () => void;
}

/** The ledger with its pens. */
export class LedgerBook implements Ledger {
  readonly postEntries = new Entries<PostEntry>();
  readonly runEntries = new Entries<RunEntry>();
  readonly readEntries = new Entries<ReadEntry>();
  readonly whenPosted = this.postEntries.when.bind(this.postEntries);
  readonly whenRun = this.runEntries.when.bind(this.runEntries);
  readonly whenRead = this.readEntries.when.bind(this.readEntries);

  get posts(): readonly PostEntry[] {
    return this.postEntries.all;
  }

  get runs(): readonly RunEntry[] {
    return this.runEntries.all;
  }

  get reads(): readonly ReadEntry[] {
    return this.readEntries.all;
  }

  clear = (): void => {
    this.postEntries.clear();
    this.runEntries.clear();
    this.readEntries.clear();
  };
}
