import { canonicalJson } from "../../model/json.ts";
import type { ResourceRecord, RunRecord } from "../record/runRecord.ts";
import { lookOf } from "./outcomeLooks.ts";
import { spanOf } from "./phases.ts";
import { durationText } from "./times.ts";

/** Differences of one resource. */
export interface ResourceChange {
  readonly name: string;
  /** At least one clause. */
  readonly changes: readonly string[];
}

/** Times shorter than this, and less than half as long again, are noise, milliseconds. */
const leastDifferenceMs = 500;
const leastFactor = 1.5;

/** Compares a run with an earlier one of the same stack: which resources are new, gone, or ended in another way. */
export function compareRuns(record: RunRecord, previous: RunRecord): readonly ResourceChange[] {
  const before = new Map(previous.resources.map((one) => [one.name, one]));
  const names = new Set(record.resources.map(({ name }) => name));
  const changed = record.resources.flatMap((now): ResourceChange[] => {
    const old = before.get(now.name);
    if (old === undefined) return [{ name: now.name, changes: ["new in this run"] }];
    const changes = [
      ...outcomeChange(old, now),
      ...actionChange(old, now),
      ...valueChange("params", old.params, now.params),
      ...valueChange("result", old.result, now.result),
      ...timeChange(lengthOf(old, previous), lengthOf(now, record)),
    ];
    return changes.length === 0 ? [] : [{ name: now.name, changes }];
  });
  const gone = previous.resources
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => ({ name, changes: ["not in this run"] }));
  return [...changed, ...gone];
}

function outcomeChange(old: ResourceRecord, now: ResourceRecord): readonly string[] {
  // One that had been called, and has not changed since, is as it was.
  if (old.outcome === now.outcome || (now.outcome === "unchanged" && old.outcome === "succeeded")) return [];
  return [`${lookOf(old.outcome).label} → ${lookOf(now.outcome).label}`];
}

function actionChange(old: ResourceRecord, now: ResourceRecord): readonly string[] {
  if (old.action === now.action) return [];
  return [`calls ${now.action ?? "no action"} instead of ${old.action ?? "none"}`];
}

function valueChange(
  what: string,
  old: ResourceRecord["params"],
  now: ResourceRecord["params"],
): readonly string[] {
  if (old === undefined || now === undefined) return [];
  return canonicalJson(old) === canonicalJson(now) ? [] : [`other ${what}`];
}

function timeChange(old: number | undefined, now: number | undefined): readonly string[] {
  if (old === undefined || now === undefined || Math.abs(now - old) < leastDifferenceMs) return [];
  const factor = Math.max(now, old) / Math.max(1, Math.min(now, old));
  if (factor < leastFactor) return [];
  return [`${now > old ? "slower" : "faster"}: ${durationText(old)} → ${durationText(now)}`];
}

function lengthOf(one: ResourceRecord, record: RunRecord): number | undefined {
  const span = spanOf(one, record);
  return span === undefined ? undefined : span.to - span.from;
}
