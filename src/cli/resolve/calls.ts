import {
  oneShotName,
  parseGenerationKey,
  type GenerationName,
  resourceLabel,
} from "../../model/resourceKey.ts";
import type { Journal, JournalEntry } from "../../journal/journal.ts";
import type { Processes, Owner } from "../../ports/processes.ts";
import type { FoundJournal } from "./findJournal.ts";
import { actionLabel, parseActionUrl, type ActionLocation } from "../../model/action.ts";
import type { CallEnd } from "../../journal/records.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";

/** A call that the journal knows. */
export interface Call extends GenerationName {
  readonly entry: JournalEntry;
  /** State of the process that made the call. */
  readonly owner: "alive" | "gone" | "elsewhere";
}

/** Reads the calls of a stack, or of all that share the journal; those of resources that are no more are left out. */
export async function readCalls(
  journal: Pick<Journal, "entries">,
  processes: Processes,
  { project, stack }: Pick<FoundJournal, "project" | "stack">,
): Promise<readonly Call[]> {
  // Asked before the look that counts: an end is written before its process goes.
  const states = new Map<string, Call["owner"]>();
  for (const { claim, owner } of await journal.entries()) states.set(claim, processes.stateOf(owner));
  return (await journal.entries()).flatMap((entry) => {
    const name = parseGenerationKey(entry.key);
    if (name === undefined || entry.end?.kind === "released") return [];
    if (project !== undefined && name.project !== project) return [];
    if (stack !== undefined && name.stack !== stack) return [];
    return [{ ...name, entry, owner: states.get(entry.claim) ?? "alive" }];
  });
}

/** Returns the label of a call for messages: `migrate, generation 2`. */
export function callLabel(call: GenerationName): string {
  const oneShot = oneShotName(call);
  return `${oneShot === undefined ? resourceLabel(call) : `key ${oneShot}`}, generation ${call.generation}`;
}

/** Reports whether the record of a call is damaged, so that it does not name the action. */
export function isDamaged({ entry }: Pick<Call, "entry">): boolean {
  return entry.action === "";
}

/** Names the action of a call in messages. */
export function actionText({ entry }: Pick<Call, "entry">): string {
  if (isDamaged({ entry })) return "the action";
  const location = parseActionUrl(entry.action);
  return location === undefined ? entry.action : actionLabel(location.action);
}

/**
 * Returns where the action of a call stands; `undefined` where its record is damaged.
 * @throws NcfError NCF_RESOLVE_REFUSED when this version cannot read its address
 */
export function placeOf(call: Call): ActionLocation | undefined {
  const place = parseActionUrl(call.entry.action);
  if (place !== undefined || isDamaged(call)) return place;
  throw resolveRefusal(
    call,
    `this version cannot read its address in the journal, ${call.entry.action}`,
    "use the version of this package that made the call",
  );
}

/**
 * Returns whether the end of a call is unknown. For a `pending` call the activation is known, and
 * the next `up` reads it.
 */
export function isUnsettled({ entry: { end } }: Pick<Call, "entry">): boolean {
  return end === undefined || end.kind === "unknown" || end.kind === "pending";
}

/** The machine of a process, without the namespace that stands behind its name. */
export function hostName({ host }: Pick<Owner, "host">): string {
  return host.split(" ", 1)[0] as string;
}

/** Returns the reason why the process that made a call may still send it; `undefined` when it cannot. */
export function whyItMayBeSent({ entry, owner }: Call, now: number): string | undefined {
  const { pid } = entry.owner;
  switch (owner) {
    case "alive":
      return `process ${pid} is still working on it`;
    case "gone":
      return undefined;
    case "elsewhere":
      if (entry.end !== undefined || now > entry.sendsUntilAt) return undefined;
      return `process ${pid} on ${hostName(entry.owner)}, which cannot be seen from this machine, may send it until ${new Date(entry.sendsUntilAt).toISOString()}`;
  }
}

/** Names the run of `ncf` that goes on after a call: `the next up`. */
export function nextStep(call: GenerationName): string {
  return oneShotName(call) === undefined ? "the next up" : "the next ncf invoke with this key";
}

/** Describes the end of a call as a clause: `it succeeded as activation …`. */
export function endText({ kind, activationId = "(unknown)" }: CallEnd): string {
  switch (kind) {
    case "succeeded":
    case "failed":
      return `it ${kind} as activation ${activationId}`;
    case "pending":
      return `it was accepted as activation ${activationId}`;
    case "rejected":
    case "notSent":
      return "it did not run";
    case "unknown":
      return "it is unknown whether it ran";
    case "released":
      return "its resource was deleted";
  }
}

/** Says how a call goes on whose record is damaged, so that its activation cannot be compared with it. */
export function damagedHint(call: GenerationName): string {
  const ran =
    oneShotName(call) === undefined
      ? "adopt it with the resource option import"
      : "use its result, and another key for the next call";
  return `look for the run among the activations of the action: ncf activation list ACTION; if it ran, ${ran}; if it did not, resolve with --did-not-run`;
}

/** The error of a call that cannot be settled as it was said. */
export function resolveRefusal(call: Call, why: string, hint?: string): NcfError {
  return new NcfError("NCF_RESOLVE_REFUSED", {
    reason: `${callLabel(call)} cannot be settled: ${why}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** Selection of the calls of a resource. */
export interface CallChoice {
  /** The resource's name; where several resources have it, with the types of those above it: `my:index:Site$migrate`. */
  readonly name: string;
  readonly generation?: number;
}

/**
 * Picks a resource's calls that are not settled, else the newest one.
 * @param path - The journal's, for the message.
 * @throws NcfError NCF_USAGE for a name that the journal does not know, or that several stacks or resources have
 */
export function pickCalls(
  calls: readonly Call[],
  { name, generation }: CallChoice,
  path: string,
): readonly [Call, ...Call[]] {
  const labeled = calls.filter((one) => resourceLabel(one) === name);
  const named = labeled.length > 0 ? labeled : calls.filter((one) => one.name === name);
  const stacks = new Set(named.map(({ project, stack }) => `${project}/${stack}`));
  if (stacks.size > 1) {
    throw new NcfError("NCF_USAGE", {
      reason: `the journal ${path} has calls of ${name} in several stacks: ${[...stacks].join(", ")}`,
      hint: "add --project and --stack",
    });
  }
  const resources = new Set(named.map(resourceLabel));
  if (resources.size > 1) {
    throw new NcfError("NCF_USAGE", {
      reason: `several resources are named ${name}: ${[...resources].join(", ")}`,
      hint: "name one of them in full, in single quotes",
    });
  }
  const wanted = named.filter((one) => generation === undefined || one.generation === generation);
  const open = wanted.filter(isUnsettled);
  const [newest] = wanted.toSorted((one, other) => other.generation - one.generation);
  const [first = newest, ...others] = open;
  if (first !== undefined) return [first, ...others];
  throw new NcfError("NCF_USAGE", {
    reason: `the journal ${path} has no call of ${name}${generation === undefined ? "" : `, generation ${generation}`}`,
    hint: hintFor(name, calls, named),
  });
}

function hintFor(name: string, calls: readonly Call[], named: readonly Call[]): string {
  if (named.length > 0) return `it has generation ${named.map((one) => one.generation).join(", ")}`;
  const names = [...new Set(calls.map(resourceLabel))];
  const near = nearest(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  return names.length === 0
    ? "it has no call of this stack at all; compare --project and --stack"
    : `there are ${names.join(", ")}`;
}
