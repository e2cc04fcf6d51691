import type { InvocationEventDetail } from "../../invocation/events.ts";

/** Version of the format; a change of its meaning makes a new one. */
export const recordVersion = 1;

/**
 * Record of one run of `ncf up`, `refresh` or `destroy`: plain data that survives JSON. Every report, graph and export is a function of it.
 * Secrets are masked when it is made. Other foreign text is kept as it came, cut to a bounded length, and escaped by each format.
 */
export interface RunRecord {
  readonly ncfRun: typeof recordVersion;
  /** Sorts by time: `2026-12-01T09-30-00.123Z-up-orders-prod`. */
  readonly id: string;
  readonly kind: "up" | "refresh" | "destroy";
  readonly project: string;
  /** Without an organization. */
  readonly stack: string;
  /** The stack file, as it was named. */
  readonly file: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  readonly result: "succeeded" | "failed" | "interrupted";
  readonly by: RunOrigin;
  /** Location of the state, without credentials. */
  readonly backend: string;
  /** Location of the journal, without credentials; `off` when there is none. */
  readonly journal: string;
  /** In the order in which they can be created. */
  readonly resources: readonly ResourceRecord[];
  readonly failures: readonly FailureRecord[];
  /** Warnings and other messages of the engine and of providers. */
  readonly messages: readonly MessageRecord[];
  /** Outputs of the stack by name. */
  readonly outputs?: Readonly<Record<string, RecordedValue>>;
}

/** Process that made a run. */
export interface RunOrigin {
  readonly user?: string;
  readonly host: string;
  /** URL of the CI run. */
  readonly run?: string;
  /** Version of `pulumi-ncloud-functions`. */
  readonly version: string;
  /** Version of the Pulumi engine. */
  readonly engine: string;
}

/** Outcome of a resource in a run. */
export type ResourceOutcome =
  /** The action ran and succeeded, a check is healthy, a command ran. */
  | "succeeded"
  /** The result of an earlier call was found in the journal. */
  | "reused"
  | "failed"
  /** It was accepted and had not ended. */
  | "pending"
  /** It may have run. */
  | "unknown"
  /** The API refused it, so it did not run. */
  | "rejected"
  /** Nothing was sent. */
  | "notSent"
  /** The state changed without a call. */
  | "updated"
  | "unchanged"
  | "removed"
  /** The run ended before its turn. */
  | "notReached";

/** One resource of a run. */
export interface ResourceRecord {
  readonly name: string;
  /** `ncf:ActionInvocation`, `ncf:ActionCheck`, `command:local:Command`. */
  readonly type: string;
  /** `db/migrate`, `-/warm` outside any package. Absent for other resources. */
  readonly action?: string;
  /** Names of the resources that come before it when they are created. */
  readonly after: readonly string[];
  readonly outcome: ResourceOutcome;
  /** Pulumi's word for the step: `create`, `update`, `same`, `delete`. Absent where there was none. */
  readonly step?: string;
  /** Epoch milliseconds. */
  readonly startedAt?: number;
  /** Epoch milliseconds. Absent where the step did not end. */
  readonly endedAt?: number;
  /** Params of a call; all properties of another resource. */
  readonly params?: RecordedValue;
  readonly result?: RecordedValue;
  readonly activationId?: string;
  /** URL of the action. */
  readonly address?: string;
  readonly generation?: number;
  /** Attempts of a call; calls of a check. */
  readonly attempts?: number;
  /** Duration of the action's own run, milliseconds. */
  readonly runMs?: number;
  readonly logs?: { readonly lines: readonly string[]; readonly omitted: number };
  /** In the order in which they happened. */
  readonly events: readonly RecordedEvent[];
}

/** Event of an invocation with its time, epoch milliseconds. */
export type RecordedEvent = Exclude<InvocationEventDetail, { readonly kind: "logs" }> & {
  readonly at: number;
};

/** Value, or the beginning of its JSON where that is long. */
export type RecordedValue =
  | { readonly value: unknown }
  /** `length`: UTF-16 units of the whole. */
  | { readonly start: string; readonly length: number };

/** Failure of a resource, or of the run itself. */
export interface FailureRecord {
  /** The resource. */
  readonly name?: string;
  /** A code of the error catalogue. */
  readonly code: string;
  readonly reason: string;
  readonly hint: string;
  readonly details: readonly string[];
  /** Place in the stack file. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Message of the engine or of a provider. */
export interface MessageRecord {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** The resource. */
  readonly name?: string;
}
