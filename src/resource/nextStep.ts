import type { InvocationState } from "./state.ts";

/**
 * What an update has to do, by what is kept and the fingerprint that is wanted: `call` makes a new generation, `follow` goes on
 * waiting for the one that is pending, `keep` calls nothing. A fingerprint that cannot be known yet counts as another one.
 * @param rerun - token of a re-run that is asked for; the one that is kept already has been heeded
 */
export function nextStep(
  kept: Pick<InvocationState, "fingerprint" | "outcome" | "rerun">,
  wanted: string | undefined,
  rerun?: string,
): "call" | "follow" | "keep" {
  if (kept.fingerprint !== wanted) return "call";
  if (rerun !== undefined && rerun !== kept.rerun) return "call";
  switch (kept.outcome) {
    case "pending":
      return "follow";
    case "failed":
      return "call";
    case "succeeded":
      return "keep";
  }
}
