import type { RunRecord } from "../record/runRecord.ts";
import { recordedEventText } from "./eventTexts.ts";
import { phaseLabels, phasesOf, spanOf } from "./phases.ts";

/** Event of Chrome's trace format. Times are microseconds. Source: Trace Event Format, "JSON Object Format" [doc] */
interface TraceEvent {
  readonly ph: "X" | "i" | "M" | "s" | "f";
  readonly pid: number;
  readonly tid: number;
  readonly name: string;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly s?: "t";
  readonly id?: number;
  readonly bp?: "e";
  readonly args?: Readonly<Record<string, unknown>>;
}

const pid = 1;

/**
 * Formats a run as a trace that Perfetto (`ui.perfetto.dev`) and `chrome://tracing` open: a track for each resource, with a slice for its step
 * and one for each phase, events as instants, and arrows from each resource to those that came after it.
 */
export function perfettoTrace(record: RunRecord): string {
  const events: TraceEvent[] = [
    {
      ph: "M",
      pid,
      tid: 0,
      name: "process_name",
      args: { name: `ncf ${record.kind} ${record.project}/${record.stack}` },
    },
  ];
  const tracks = new Map(record.resources.map(({ name }, at) => [name, at + 1]));
  const micro = (at: number): number => Math.round((at - record.startedAt) * 1000);
  let flow = 0;
  for (const resource of record.resources) {
    const span = spanOf(resource, record);
    const tid = tracks.get(resource.name) as number;
    events.push({ ph: "M", pid, tid, name: "thread_name", args: { name: resource.name } });
    events.push({ ph: "M", pid, tid, name: "thread_sort_index", args: { sort_index: tid } });
    if (span === undefined) continue;
    const { name, action, type, outcome, activationId, generation, attempts } = resource;
    events.push({
      ph: "X",
      pid,
      tid,
      cat: "resource",
      name: `${name} (${action ?? type})`,
      ts: micro(span.from),
      dur: micro(span.to) - micro(span.from),
      args: { outcome, activationId, generation, attempts },
    });
    for (const { kind, from, to } of phasesOf(resource, record))
      events.push({
        ph: "X",
        pid,
        tid,
        cat: kind,
        name: phaseLabels[kind],
        ts: micro(from),
        dur: micro(to) - micro(from),
      });
    for (const event of resource.events)
      events.push({
        ph: "i",
        pid,
        tid,
        s: "t",
        cat: event.kind,
        name: recordedEventText(event),
        ts: micro(event.at),
      });
    for (const earlier of resource.after) {
      const other = record.resources[(tracks.get(earlier) ?? 0) - 1];
      const before = other === undefined ? undefined : spanOf(other, record);
      if (before === undefined || before.to > span.from) continue;
      flow += 1;
      const arrow = { pid, cat: "after", name: "after", id: flow } as const;
      events.push({
        ph: "s",
        ...arrow,
        tid: tracks.get(earlier) as number,
        ts: Math.max(micro(before.from), micro(before.to) - 1),
      });
      events.push({ ph: "f", bp: "e", ...arrow, tid, ts: micro(span.from) });
    }
  }
  const { id, result, by } = record;
  const trace = {
    displayTimeUnit: "ms",
    otherData: { id, result, ncf: by.version, engine: by.engine },
    traceEvents: events,
  };
  return `${JSON.stringify(trace)}\n`;
}
