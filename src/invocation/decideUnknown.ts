import type { Activation } from "../model/activation.ts";
import type { Reconciled } from "./classifyCandidates.ts";

/** What the user wants done when nobody can tell whether a call ran: stop, take a run that may be ours for ours, or call again. */
export type OnUnknown = "fail" | "adopt" | "reinvoke";

/** Every such wish. */
export const onUnknownChoices: readonly OnUnknown[] = ["fail", "adopt", "reinvoke"];

/** What to do about a call of which nobody knew whether it ran. */
export type UnknownDecision =
  /** It ran, and this is how it ended. */
  | { readonly kind: "keep"; readonly activation: Activation }
  /** Take this run for ours: read its record. */
  | { readonly kind: "follow"; readonly activationId: string }
  /** Call again, in the place of the claim that was looked at. */
  | { readonly kind: "reinvoke" }
  /** Leave it unknown. The reason says what was found, as a clause; the ids are of the runs that may be it. */
  | { readonly kind: "stop"; readonly reason: string; readonly activationIds: readonly string[] };

/**
 * Decides about a call by what was found and what the user wants. A run that is surely ours is kept in any case. None is made again while
 * an earlier one may still be running, whatever the user wants: two at once is what nobody asks for.
 */
export function decideUnknown(onUnknown: OnUnknown, reconciled: Reconciled): UnknownDecision {
  switch (reconciled.kind) {
    case "adopted":
      return { kind: "keep", activation: reconciled.activation };
    case "probable": {
      const { activationIds } = reconciled;
      const [activationId] = activationIds;
      if (onUnknown === "reinvoke") return { kind: "reinvoke" };
      if (onUnknown === "adopt" && activationId !== undefined && activationIds.length === 1) {
        return { kind: "follow", activationId };
      }
      return { kind: "stop", reason: `${candidatesText(activationIds)} may be it`, activationIds };
    }
    case "none":
      if (onUnknown === "reinvoke") return { kind: "reinvoke" };
      return {
        kind: "stop",
        reason: "no activation of it can be seen, although a run would have ended by now",
        activationIds: [],
      };
    case "notYet": {
      const { activationIds } = reconciled;
      const found = activationIds.length === 0 ? "" : `, and ${candidatesText(activationIds)} may be it`;
      const reason = `it may still be running, or its record may still come${found}`;
      return { kind: "stop", reason, activationIds };
    }
    case "unreadable": {
      const { reason, mayStillRun } = reconciled;
      if (onUnknown === "reinvoke" && !mayStillRun) return { kind: "reinvoke" };
      const still = mayStillRun ? ", and it may still be running" : "";
      return {
        kind: "stop",
        reason: `its activations cannot be listed (${reason})${still}`,
        activationIds: [],
      };
    }
  }
}

function candidatesText(activationIds: readonly string[]): string {
  const [first, ...others] = activationIds;
  if (others.length === 0) return `activation ${first}`;
  const shown = activationIds.slice(0, 5).join(", ");
  return `one of ${activationIds.length} activations (${shown}${activationIds.length > 5 ? ", …" : ""})`;
}
