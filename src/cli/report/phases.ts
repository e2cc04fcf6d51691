import type { RecordedEvent, ResourceRecord, RunRecord } from "../record/runRecord.ts";

/** Phase in which a resource spends a part of its time. */
export type PhaseKind =
  /** Waits for a slot or for the rate limit. */
  | "slot"
  /** Writes to the journal. */
  | "journal"
  /** An attempt is on its way, from the signature to the response. */
  | "post"
  /** Waits before a retry. */
  | "pause"
  /** Waits for the end of an activation. */
  | "follow"
  /** Searches for the run of a call whose response was lost. */
  | "search"
  /** Waits for another process that makes the call. */
  | "owner"
  /** Waits until the API shows the logs of a run. */
  | "logs"
  /** Waits before the next call of a check. */
  | "interval"
  /** Step of another resource, such as a command. */
  | "step";

/** Labels of the phases, in the order of a legend. */
export const phaseLabels: Readonly<Record<PhaseKind, string>> = {
  slot: "waiting for a slot",
  journal: "writing the journal",
  post: "posted",
  pause: "retry pause",
  follow: "following the activation",
  search: "searching for the run",
  owner: "waiting for another deployment",
  logs: "waiting for the logs",
  interval: "pause of a check",
  step: "step of another resource",
};

/** Part of the time of a resource, epoch milliseconds. */
export interface Phase {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly to: number;
}

/** Phase that an event begins. Those that are absent end the phase before them and begin none. */
const begins: Readonly<Partial<Record<RecordedEvent["kind"], PhaseKind>>> = {
  waiting: "slot",
  acquired: "journal",
  posting: "post",
  posted: "journal",
  retrying: "pause",
  following: "follow",
  searching: "search",
  waitingForOwner: "owner",
  waitingForLogs: "logs",
  checking: "interval",
};

/** Returns the phases of a resource in order, none of them empty. One that was under way when the run ended lasts until then. */
export function phasesOf(
  resource: ResourceRecord,
  { endedAt }: Pick<RunRecord, "endedAt">,
): readonly Phase[] {
  const { events, startedAt } = resource;
  const end = resource.endedAt ?? endedAt;
  if (events.length === 0) {
    return startedAt === undefined || end <= startedAt ? [] : [{ kind: "step", from: startedAt, to: end }];
  }
  const isCheck = !events.some(({ kind }) => kind === "calling");
  return events.flatMap((event, at): Phase[] => {
    const kind = begins[event.kind];
    const to = events[at + 1]?.at ?? end;
    // A check keeps no journal.
    if (kind === undefined || to <= event.at || (kind === "journal" && isCheck)) return [];
    return [{ kind, from: event.at, to }];
  });
}

/** Returns when a resource was worked on; `undefined` when it was not. */
export function spanOf(
  { outcome, startedAt, endedAt }: ResourceRecord,
  record: Pick<RunRecord, "endedAt">,
): { readonly from: number; readonly to: number } | undefined {
  if (startedAt === undefined || outcome === "unchanged" || outcome === "notReached") return undefined;
  return { from: startedAt, to: Math.max(startedAt, endedAt ?? record.endedAt) };
}
