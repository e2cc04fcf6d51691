import { NcfError } from "../../diagnostics/ncfError.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { countText } from "../views/text.ts";
import type { checkpointModes } from "./checkpointModes.ts";

/** A value of `--checkpoints`. */
export type Checkpoints = (typeof checkpointModes)[number];

/** When a run saves its state. */
export interface CheckpointChoice {
  readonly savesAtEnd: boolean;
  /** What a crash would lose, when that is more than the journal keeps. */
  readonly warning?: string;
}

const shownNames = 3;

/**
 * Chooses when the state is saved. The engine rewrites the whole state around each step; where every resource is an invocation, the journal already
 * makes each call durable.
 * @throws NcfError NCF_USAGE for `end` without a journal
 */
export function chooseCheckpoints(
  mode: Checkpoints,
  { steps }: Pick<StackPlan, "steps">,
  env: Readonly<Record<string, string | undefined>>,
): CheckpointChoice {
  const hasJournal = env["NCF_JOURNAL"] !== "off";
  const others = steps.filter(({ type }) => !type.startsWith("ncf:")).map(({ name }) => name);
  if (mode === "each") return { savesAtEnd: false };
  if (mode === "auto") return { savesAtEnd: hasJournal && others.length === 0 };
  if (!hasJournal) {
    throw new NcfError("NCF_USAGE", {
      reason: "--checkpoints end requires the journal, and NCF_JOURNAL=off disables it",
      hint: "drop one of the two: after a crash, every action would be called again",
    });
  }
  if (others.length === 0) return { savesAtEnd: true };
  const names = others.slice(0, shownNames).join(", ") + (others.length > shownNames ? ", …" : "");
  const resources = countText(others.length, "resource");
  const warning = `--checkpoints end: a crash loses the record of ${resources} without a journal, and the next up creates ${others.length === 1 ? "it" : "them"} again: ${names}\n`;
  return { savesAtEnd: true, warning };
}
