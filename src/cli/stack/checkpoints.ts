import { NcfError } from "../../diagnostics/ncfError.ts";
import { isShared, type JournalLocation, locationName } from "../../journal/journalLocation.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { isCi } from "../isCi.ts";
import { countText } from "../views/text.ts";
import type { checkpointModes } from "./checkpointModes.ts";

/** A value of `--checkpoints`. */
export type Checkpoints = (typeof checkpointModes)[number];

/** Policy for saving the state during a run. */
export interface CheckpointChoice {
  readonly savesAtEnd: boolean;
  /** Warning about data that a crash would lose, if the journal does not contain it. */
  readonly warning?: string;
}

const shownNames = 3;

/**
 * Chooses when the state is saved. The engine rewrites the whole state around each step; where every resource is an invocation or a check, the journal already
 * makes each call durable, and a check may be made again. A journal in a file does so only for this machine: where its disk is lost, the state has to name the calls
 * that had begun.
 * @throws NcfError NCF_USAGE for `end` without a journal
 */
export function chooseCheckpoints(
  mode: Checkpoints,
  { steps }: Pick<StackPlan, "steps">,
  journal: JournalLocation,
): CheckpointChoice {
  const hasJournal = journal.kind !== "off";
  const others = steps.filter(({ type }) => !type.startsWith("ncf:")).map(({ name }) => name);
  if (mode === "each") return { savesAtEnd: false };
  if (mode === "auto") return { savesAtEnd: isShared(journal) && others.length === 0 };
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

/** Returns the line that names the journal of a run, and how it was chosen. */
export function journalLine(
  journal: JournalLocation,
  env: Readonly<Record<string, string | undefined>>,
  backendUrl: string,
): string {
  const beside = `beside the state, since the backend is a ${journal.kind}`;
  const scheme = `${backendUrl.split(":", 1)[0]}://`;
  const onMachine = `on this machine, since a backend with ${scheme} cannot hold it`;
  const why = env["NCF_JOURNAL"] !== undefined ? "NCF_JOURNAL" : journal.kind === "file" ? onMachine : beside;
  return `journal: ${locationName(journal)} (${why})\n`;
}

/**
 * Returns what is at stake where a CI runner keeps the journal on its own disk because the backend cannot hold it; `undefined` elsewhere.
 * @param env - `CI` tells a runner, and `NCF_JOURNAL` that the place was chosen.
 */
export function journalWarning(
  journal: JournalLocation,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (journal.kind !== "file" || !isCi(env) || env["NCF_JOURNAL"] !== undefined) return undefined;
  return `warning: the journal is on this machine only: if the runner dies, the next one knows a call in flight from the state alone, and may not be able to settle it
  hint: set NCF_JOURNAL to a bucket or directory that all runners share, such as s3://BUCKET/PREFIX?region=REGION
`;
}
