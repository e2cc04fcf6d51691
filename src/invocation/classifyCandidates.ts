import type { Activation } from "../model/activation.ts";

/** What one look at an action's activations gave. */
export type ActivationScan =
  | { readonly kind: "seen"; readonly candidates: readonly Candidate[] }
  /** The API refuses to say; asking again changes nothing. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** An activation of the action from the time of the call, and not known to be of another one. */
export interface Candidate {
  readonly activationId: string;
  /** Its record; not there while that cannot be read. */
  readonly activation: Activation | undefined;
}

/** What came of looking for the run of a call. */
export type Reconciled =
  /** One run carries the key: it is surely ours. */
  | { readonly kind: "adopted"; readonly activation: Activation }
  /** These may be ours: they carry no key, or more than one carries ours. */
  | { readonly kind: "probable"; readonly activationIds: readonly string[] }
  /** There was no run, as far as the API's own records tell. */
  | { readonly kind: "none" }
  /** It may still be running, or its record may come. So far these may be ours. */
  | { readonly kind: "notYet"; readonly activationIds: readonly string[] }
  /** The activations cannot be listed; until the time is over, the run that is looked for may go on. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly mayStillRun: boolean };

/** When a look was made. */
export interface SightTime {
  /** Whether a run would have ended by then, and its record be seen. */
  readonly isSettled: boolean;
  /** Whether nobody will look again. */
  readonly isLast: boolean;
}

/** Says what a look at the activations shows about the run that is to carry a key. */
export function classifyCandidates(
  sight: ActivationScan,
  key: string,
  { isSettled, isLast }: SightTime,
): Reconciled {
  if (sight.kind !== "seen") return { kind: "unreadable", reason: sight.reason, mayStillRun: !isSettled };
  const ours: Activation[] = [];
  const unmarked: string[] = [];
  for (const { activationId, activation } of sight.candidates) {
    const keys = activation === undefined ? [] : keysIn(activation);
    if (activation !== undefined && keys.includes(key)) ours.push(activation);
    // One that carries only keys of other generations is one of theirs.
    else if (keys.length === 0) unmarked.push(activationId);
  }
  const [activation] = ours;
  if (activation !== undefined && ours.length === 1) return { kind: "adopted", activation };
  const isWhole = sight.candidates.every((one) => one.activation !== undefined);
  const activationIds = ours.length === 0 ? unmarked : ours.map((one) => one.activationId);
  if (!isSettled || (!isWhole && !isLast)) return { kind: "notYet", activationIds };
  return activationIds.length === 0 ? { kind: "none" } : { kind: "probable", activationIds };
}

/** Keys as `generationKey` makes them. */
const keyPattern = /ncf:(?:[\w.!~*()%-]+\/){3}\d+/g;

/** Every generation's key that the action put into its result or its logs. */
export function keysIn({ response, logs = [] }: Activation): readonly string[] {
  return [JSON.stringify(response.result), ...logs].flatMap((text) => text.match(keyPattern) ?? []);
}
