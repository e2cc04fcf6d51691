import type { ResourceRecord, RunRecord } from "../record/runRecord.ts";
import { spanOf } from "./phases.ts";

/**
 * Returns the names of the resources that decided how long a run took, in their order: the one that ended last, before it the one of those
 * it had to wait for that ended last, and so on.
 */
export function criticalPath(record: Pick<RunRecord, "kind" | "resources" | "endedAt">): readonly string[] {
  const { resources, kind } = record;
  const byName = new Map(resources.map((one) => [one.name, one]));
  const endOf = (one: ResourceRecord): number => spanOf(one, record)?.to ?? -Infinity;
  const before = kind === "destroy" ? dependents(resources) : (one: ResourceRecord) => one.after;
  const path: string[] = [];
  const seen = new Set<string>();
  let next = latest(resources, endOf);
  while (next !== undefined && !seen.has(next.name)) {
    seen.add(next.name);
    path.unshift(next.name);
    const waitedFor = before(next).flatMap((name) => byName.get(name) ?? []);
    next = latest(waitedFor, endOf);
  }
  return path;
}

function latest(
  all: readonly ResourceRecord[],
  endOf: (one: ResourceRecord) => number,
): ResourceRecord | undefined {
  let found: ResourceRecord | undefined;
  for (const one of all) if (endOf(one) > (found === undefined ? -Infinity : endOf(found))) found = one;
  return found;
}

/** A deletion comes after those of the resources that need it. */
function dependents(resources: readonly ResourceRecord[]): (one: ResourceRecord) => readonly string[] {
  const names = new Map<string, string[]>();
  for (const { name, after } of resources) {
    for (const earlier of after) names.set(earlier, [...(names.get(earlier) ?? []), name]);
  }
  return ({ name }) => names.get(name) ?? [];
}
