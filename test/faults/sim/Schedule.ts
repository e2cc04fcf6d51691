import type { OnUnknown } from "../../../src/model/outcome.ts";

/** A course of things, as plain data: who calls what, and all that goes wrong. */
export interface Schedule {
  /** For what is left to chance: how long the network takes, where a write is torn. */
  readonly seed: number;
  readonly service: ServicePlan;
  readonly store: StorePlan;
  readonly actions: readonly ActionPlan[];
  readonly resources: readonly ResourcePlan[];
  readonly events: readonly Event[];
}

/** What Cloud Functions is like. Milliseconds. */
export interface ServicePlan {
  readonly apiVersion: "v2.0" | "v2.1";
  /** How far its clock is ahead. */
  readonly clockOffMs: number;
  readonly omitDate: boolean;
  readonly failedStatus: 200 | 502;
  readonly concurrencyLimit: number;
  /** How long after its end a run is listed, and its record is found. */
  readonly listLagMs: number;
  readonly recordLagMs: number;
}

/** Where the journal is kept. */
export type StorePlan =
  /** On a disk that all processes share. */
  | { readonly kind: "file" }
  /** In a directory that machines mount, on a file system with or without hard links. */
  | { readonly kind: "directory"; readonly hasLinks: boolean }
  /** In a bucket of a service that keeps the condition of a write, or does not. */
  | { readonly kind: "bucket"; readonly conditions: "kept" | "ignored" | "refused" };

/** What an action does. */
export interface ActionPlan {
  readonly durationMs: number;
  /** Which of its runs fail: one in so many; 0 for none. */
  readonly failsEvery: number;
  /** Where it shows the key that it was given. */
  readonly shows: "result" | "logs" | "nothing";
  /** Whether it repeats a secret param in its result and its error. */
  readonly leaks: boolean;
}

/** A resource of the user's. */
export interface ResourcePlan {
  /** Index of its action. */
  readonly action: number;
  readonly takesKey: boolean;
  readonly onUnknown: OnUnknown;
  readonly timeoutMs: number;
  readonly waitForMs: number;
  /** How often it may be called while it provably did not run. */
  readonly attempts: number;
}

/** What the user does, or what befalls the stack. */
export type Event =
  /** The other one works on the stack as well, because its lock was removed by force. */
  | ({ readonly kind: "up"; readonly other?: Course; readonly otherAfterMs?: number } & Course)
  | { readonly kind: "change"; readonly resource: number }
  | { readonly kind: "toggle"; readonly resource: number }
  | ({ readonly kind: "refresh" } & Course)
  | { readonly kind: "loseState" }
  | { readonly kind: "stranger"; readonly action: number }
  | { readonly kind: "wait"; readonly ms: number };

/** How one process fares. */
export interface Course {
  /** The machine on which it runs: one of two that stay, or a fresh one that is gone after it. */
  readonly machine: "one" | "other" | "fresh";
  /** How far the clock of a fresh machine is ahead, where the journal is in a shared place. Milliseconds. */
  readonly aheadMs: number;
  /** How often the engine makes a failed create again, as `onError` has it. */
  readonly retries: number;
  readonly crash?: Crash;
  /** What becomes of its first, second … POST. */
  readonly posts: readonly PostFault[];
  readonly gets: readonly GetFault[];
  readonly disk: readonly DiskFault[];
  readonly store: readonly StoreFault[];
}

/** A course on which nothing goes wrong. */
export const smooth: Course = {
  machine: "one",
  aheadMs: 0,
  retries: 0,
  posts: [],
  gets: [],
  disk: [],
  store: [],
};

/** The end of a process or of the machine; of an orphan, only its engine's. A pause ends nothing: the machine sleeps for an hour. */
export interface Crash {
  /** At the process's n-th step outside itself, from 1. */
  readonly at: number;
  readonly when: "before" | "amid" | "after";
  readonly how: "kill" | "power" | "orphan" | "pause";
}

/** What becomes of a POST. `runs` tells whether the action runs all the same, `lateMs` how much later. */
export type PostFault =
  | { readonly kind: "none" }
  | { readonly kind: "notSent" }
  | {
      readonly kind: "broken";
      readonly delivery: "sentInPart" | "sent" | "responseStarted";
      readonly runs: boolean;
      readonly lateMs: number;
    }
  /** Nothing comes until the caller gives up. */
  | { readonly kind: "stalled"; readonly runs: boolean; readonly lateMs: number }
  | { readonly kind: "cut"; readonly bytes: number }
  | { readonly kind: "throttled"; readonly retryAfter?: string }
  | { readonly kind: "refused"; readonly status: 400 | 403 | 404 | 302 }
  | {
      readonly kind: "answered";
      readonly status: 200 | 408 | 500 | 502 | 503 | 504;
      readonly runs: boolean;
      readonly isHtml: boolean;
    };

/** What becomes of a GET. */
export type GetFault =
  | { readonly kind: "none" }
  | { readonly kind: "broken"; readonly delivery: "notSent" | "sent" | "responseStarted" }
  | { readonly kind: "cut"; readonly bytes: number }
  | { readonly kind: "throttled" }
  | { readonly kind: "answered"; readonly status: 200 | 500 | 502 | 503 | 504 };

/** What goes wrong with a process's n-th step of a kind, from 1, and with those after it. */
export interface DiskFault {
  readonly on: "list" | "open" | "append" | "sync" | "read" | "replace";
  readonly nth: number;
  readonly times: number;
  readonly error: "ENOSPC" | "EIO" | "EROFS" | "short" | "slow";
}

/** What goes wrong with a process's n-th step of a kind in a shared place, from 1, and with those after it. */
export interface StoreFault {
  readonly on: "list" | "read" | "write" | "sync";
  readonly nth: number;
  /** 100: it is denied, full or read-only from there on. */
  readonly times: number;
  /**
   * `failed`: refused, without effect. `unheard`: done, and the response is lost. `late`: its sender gave up, and it is done `lateMs`
   * later. `torn`: a part is written.
   */
  readonly how: "failed" | "unheard" | "late" | "torn" | "slow";
  readonly lateMs: number;
}
