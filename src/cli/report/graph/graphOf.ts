import type { StackPlan } from "../../../stack/run/planStack.ts";
import type { ResourceOutcome, RunRecord } from "../../record/runRecord.ts";
import { criticalPath } from "../criticalPath.ts";
import { knownOutcome, outcomesByWeight } from "../outcomeLooks.ts";
import { spanOf } from "../phases.ts";
import { durationText } from "../times.ts";

/** Graph of the resources of a stack. */
export interface ResourceGraph {
  /** `orders`, `orders/prod`. */
  readonly title: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** A resource, or several of a kind in one place. */
export interface GraphNode {
  /** Unique in the graph: `n0`. */
  readonly id: string;
  /** Name of the resource, or of the first of several. */
  readonly name: string;
  /** The action, or the type where it calls none. */
  readonly calls: string;
  /** Resources that the node stands for; 1 as a rule. */
  readonly count: number;
  /** Worst outcome of its resources. Absent before a run. */
  readonly outcome?: ResourceOutcome;
  /** Time, or how the resources of a group ended. */
  readonly note?: string;
  readonly isCritical: boolean;
  /** Position of its first resource in the record. */
  readonly at: number;
}

/** `from` comes before `to`. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly isCritical: boolean;
}

/** Resource as far as the graph needs it. */
interface Member {
  readonly name: string;
  readonly calls: string;
  readonly after: readonly string[];
  readonly outcome?: ResourceOutcome;
  readonly note?: string;
}

/** Graphs of more resources show those alike as one node. */
const mostNodes = 60;

/** Returns the graph of a run, with outcomes and the critical path. */
export function runGraph(record: RunRecord): ResourceGraph {
  const members = record.resources.map((one): Member => {
    const span = spanOf(one, record);
    return {
      name: one.name,
      calls: one.action ?? one.type,
      after: one.after,
      outcome: knownOutcome(one.outcome),
      ...(span === undefined ? {} : { note: durationText(span.to - span.from) }),
    };
  });
  return toGraph(`${record.project}/${record.stack}`, members, criticalPath(record));
}

/** Returns the graph of a plan. */
export function planGraph(title: string, { steps }: Pick<StackPlan, "steps">): ResourceGraph {
  const members = steps.map(({ name, type, action, after }) => ({ name, calls: action ?? type, after }));
  return toGraph(title, members, []);
}

function toGraph(title: string, members: readonly Member[], critical: readonly string[]): ResourceGraph {
  const groupOf = groupsOf(members);
  const groups = new Map<string, { readonly first: number; readonly all: Member[] }>();
  const ids = new Map<string, string>();
  for (const [at, member] of members.entries()) {
    const group = groupOf(member);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, { first: at, all: [member] });
    else known.all.push(member);
    ids.set(member.name, group);
  }
  const onPath = new Set(critical.map((name) => ids.get(name)));
  const links = new Set(
    critical.slice(1).map((name, at) => `${ids.get(critical[at] as string)} ${ids.get(name)}`),
  );
  const shortIds = new Map([...groups.keys()].map((group, at) => [group, `n${at}`]));
  const nodes = [...groups].map(([group, { first, all }]): GraphNode => {
    const { name, calls, note } = all[0] as Member;
    const outcomes = all.flatMap(({ outcome }) => outcome ?? []);
    const outcome = outcomesByWeight.find((one) => outcomes.includes(one));
    const shown = all.length === 1 ? note : groupNote(outcomes);
    return {
      id: shortIds.get(group) as string,
      name: all.length === 1 ? name : commonName(all.map((one) => one.name)),
      calls,
      count: all.length,
      ...(outcome === undefined ? {} : { outcome }),
      ...(shown === undefined ? {} : { note: shown }),
      isCritical: onPath.has(group),
      at: first,
    };
  });
  const edges = new Map<string, GraphEdge>();
  for (const member of members) {
    for (const earlier of member.after) {
      const [from, to] = [ids.get(earlier), ids.get(member.name)];
      if (from === undefined || to === undefined || from === to) continue;
      const key = `${from} ${to}`;
      const edge = { from: shortIds.get(from) as string, to: shortIds.get(to) as string };
      edges.set(key, { ...edge, isCritical: links.has(key) });
    }
  }
  return { title, nodes, edges: withoutImplied([...edges.values()]) };
}

/** Returns what names have in common, with an ellipsis; the first one where that is next to nothing. */
function commonName(names: readonly string[]): string {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return length < 3 ? first : `${first.slice(0, length)}…`;
}

function groupNote(outcomes: readonly ResourceOutcome[]): string | undefined {
  if (outcomes.length === 0) return undefined;
  const good = outcomes.filter(
    (one) => one === "succeeded" || one === "reused" || one === "unchanged",
  ).length;
  return good === outcomes.length ? `all ${good}` : `${good} of ${outcomes.length} succeeded`;
}

/** Returns the edges that no longer way implies: they say all there is to say about the order. */
function withoutImplied(edges: readonly GraphEdge[]): readonly GraphEdge[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = new Map<string, ReadonlySet<string>>();
  /** Nodes behind a node. The graph has no circle, since the stack file has none; one in a damaged record is cut. */
  const behind = (node: string): ReadonlySet<string> => {
    const known = reached.get(node);
    if (known !== undefined) return known;
    const all = new Set<string>();
    reached.set(node, all);
    for (const one of next.get(node) ?? []) {
      all.add(one);
      for (const other of behind(one)) all.add(other);
    }
    return all;
  };
  return edges.filter(
    ({ from, to, isCritical }) =>
      isCritical || !(next.get(from) ?? []).some((other) => other !== to && behind(other).has(to)),
  );
}

/** Returns what names the node of a resource: itself in a small graph; else its action and its depth, and in between its neighbors. */
function groupsOf(members: readonly Member[]): (member: Member) => string {
  if (members.length <= mostNodes) return ({ name }) => name;
  const dependents = new Map<string, string[]>();
  for (const { name, after } of members) {
    for (const earlier of after) {
      const known = dependents.get(earlier);
      if (known === undefined) dependents.set(earlier, [name]);
      else known.push(name);
    }
  }
  const byNeighbors = new Map(
    members.map((one) => [
      one.name,
      JSON.stringify([one.calls, [...one.after].sort(), (dependents.get(one.name) ?? []).sort()]),
    ]),
  );
  const close = ({ name }: Member): string => byNeighbors.get(name) as string;
  if (new Set(byNeighbors.values()).size <= mostNodes) return close;
  const depths = depthsOf(members);
  return ({ name, calls }) => JSON.stringify([calls, depths.get(name)]);
}

/** Returns the length of the longest way to each resource. They are in the order in which they can be created. */
function depthsOf(members: readonly Member[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const { name, after } of members) {
    let depth = 0;
    for (const earlier of after) depth = Math.max(depth, (depths.get(earlier) ?? -1) + 1);
    depths.set(name, depth);
  }
  return depths;
}
