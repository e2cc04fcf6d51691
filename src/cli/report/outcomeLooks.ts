import type { ResourceOutcome, RunRecord } from "../record/runRecord.ts";

/** Display style of an outcome. Each differs from the others in its shape as well as in its color. */
export interface OutcomeLook {
  /** As a word of a list: `failed`. */
  readonly label: string;
  /** One character, for text. */
  readonly sign: string;
  /** Paths of an icon of 16 by 16, filled with the color of the outcome; `ink` is the color of the background. */
  readonly icon: readonly { readonly d: string; readonly fill: "own" | "ink" | "line" }[];
}

const circle = "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1z";
const ring = "M8 1.75a6.25 6.25 0 1 1 0 12.5 6.25 6.25 0 0 1 0-12.5z";
const square = "M2 2h12v12H2z";

/** Looks of all outcomes, worst first. */
export const outcomeLooks: Readonly<Record<ResourceOutcome, OutcomeLook>> = {
  failed: {
    label: "failed",
    sign: "✖",
    icon: [
      { d: "M5 1h6l4 4v6l-4 4H5l-4-4V5z", fill: "own" },
      { d: "M5.4 5.4l5.2 5.2m0-5.2l-5.2 5.2", fill: "ink" },
    ],
  },
  unknown: {
    label: "unknown whether it ran",
    sign: "?",
    icon: [
      { d: "M8 1l7.4 13.6H.6z", fill: "own" },
      { d: "M6.4 7.2c0-2.2 3.2-2.2 3.2 0 0 1.2-1.6 1.2-1.6 2.6m0 2v.4", fill: "ink" },
    ],
  },
  pending: {
    label: "not finished",
    sign: "◐",
    icon: [
      { d: ring, fill: "line" },
      { d: "M8 4v4l3 1.8", fill: "line" },
    ],
  },
  rejected: {
    label: "rejected, did not run",
    sign: "⊘",
    icon: [
      { d: circle, fill: "own" },
      { d: "M4.5 8h7", fill: "ink" },
    ],
  },
  notSent: {
    label: "not sent",
    sign: "⊝",
    icon: [
      { d: "M8 1l7 7-7 7-7-7z", fill: "line" },
      { d: "M5.5 8h5", fill: "line" },
    ],
  },
  notReached: {
    label: "not reached",
    sign: "·",
    icon: [{ d: "M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6z", fill: "line" }],
  },
  succeeded: {
    label: "succeeded",
    sign: "✔",
    icon: [
      { d: circle, fill: "own" },
      { d: "M4.8 8.3l2.2 2.2 4.2-4.8", fill: "ink" },
    ],
  },
  reused: {
    label: "earlier result reused",
    sign: "↺",
    icon: [
      { d: ring, fill: "line" },
      { d: "M5 8.6l2 2 3.8-4.4", fill: "line" },
    ],
  },
  updated: {
    label: "updated, not called",
    sign: "~",
    icon: [
      { d: square, fill: "line" },
      { d: "M5 8.4l2 2 4-4.4", fill: "line" },
    ],
  },
  removed: {
    label: "removed",
    sign: "−",
    icon: [
      { d: square, fill: "line" },
      { d: "M5 8h6", fill: "line" },
    ],
  },
  unchanged: {
    label: "unchanged",
    sign: "=",
    icon: [
      { d: ring, fill: "line" },
      { d: "M5.2 6.6h5.6M5.2 9.4h5.6", fill: "line" },
    ],
  },
};

/** All outcomes, worst first. */
export const outcomesByWeight = Object.keys(outcomeLooks) as readonly ResourceOutcome[];

const unfortunate: ReadonlySet<ResourceOutcome> = new Set([
  "failed",
  "unknown",
  "pending",
  "rejected",
  "notSent",
]);

/** Reports whether an outcome needs attention. */
export function needsAttention(outcome: ResourceOutcome): boolean {
  return unfortunate.has(outcome);
}

/** Returns the look of an outcome; a record of another origin may name one that does not exist. */
export function lookOf(outcome: ResourceOutcome): OutcomeLook {
  return Object.hasOwn(outcomeLooks, outcome) ? outcomeLooks[outcome] : outcomeLooks.unknown;
}

/** Returns a known outcome, for the name of a class. */
export function knownOutcome(outcome: ResourceOutcome): ResourceOutcome {
  return Object.hasOwn(outcomeLooks, outcome) ? outcome : "unknown";
}

/** Counts the outcomes of a run, worst first; those that do not occur are left out. */
export function countOutcomes({
  resources,
}: Pick<RunRecord, "resources">): readonly (readonly [ResourceOutcome, number])[] {
  return outcomesByWeight.flatMap((outcome): [ResourceOutcome, number][] => {
    const count = resources.filter((one) => knownOutcome(one.outcome) === outcome).length;
    return count === 0 ? [] : [[outcome, count]];
  });
}
