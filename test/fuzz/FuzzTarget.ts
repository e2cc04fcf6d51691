import type { Random } from "./Random.ts";

/** One place where input from outside comes in, and what must hold for all of it. */
export interface FuzzTarget {
  readonly name: string;
  /** Column of the record: what must hold for each input. */
  readonly law: string;
  /** Share of the inputs that it gets, where each of its inputs costs much. @default 1 */
  readonly share?: number;
  readonly open: () => Promise<OpenFuzzTarget>;
}

/** A target that is ready. */
export interface OpenFuzzTarget {
  /** Makes an input, gives it to the code, and returns what is wrong with the outcome; throws what the code throws. */
  readonly run: (random: Random) => Problem | Promise<Problem>;
  readonly close?: () => Promise<void>;
}

/** What is wrong, with the input; `undefined` when the law holds. */
export type Problem = string | undefined;

/** Shows an input in a problem. */
export function shown(input: unknown): string {
  const text = JSON.stringify(input) ?? "undefined";
  return text.length > 4000 ? `${text.slice(0, 4000)}…` : text;
}
