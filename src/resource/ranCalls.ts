import { NcfError } from "../diagnostics/ncfError.ts";
import { shellWord } from "../diagnostics/safeText.ts";
import { type ActionReference, actionLabel } from "../model/action.ts";
import { type ResourceKey, resourceLabel } from "../model/resourceKey.ts";

/** Call that ran in a deployment and that a later failure does not undo. */
export interface RanCall {
  readonly key: ResourceKey;
  readonly action: ActionReference;
  /** Action of its `onDelete`, which undoes it. Absent when it has none. */
  readonly onDelete?: ActionReference;
}

const shownNames = 5;

/**
 * Adds a note on the calls that ran to an error. Returns other values, and errors before any call,
 * unchanged.
 */
export function withRanCalls<T>(error: T, ran: readonly RanCall[]): T {
  if (!NcfError.is(error) || ran.length === 0 || error.note !== undefined) return error;
  const { code, reason, hint, details, stack = "" } = error;
  const noted = new NcfError(code, { reason, hint, details, note: ranText(ran).join("\n  ") });
  noted.stack = stack.replace(error.message, () => noted.message);
  return noted as T & NcfError;
}

/**
 * Formats the calls that ran as lines: the resources with their actions, and the command that
 * undoes those with `onDelete`.
 * @param destroy - Command that destroys resources: `ncf destroy stack.yaml`.
 * @param target - Prefix of a resource's name in its option `--target`.
 */
export function ranText(
  ran: readonly RanCall[],
  destroy = "pulumi destroy",
  target = "**::",
): readonly string[] {
  const names = ran.map(({ key, action }) => `${resourceLabel(key)} (${actionLabel(action)})`);
  const undoable = ran.flatMap(({ key, onDelete }) => (onDelete === undefined ? [] : [{ key, onDelete }]));
  const lines = [`already ran in this deployment, and not undone: ${listText(names)}`];
  if (undoable.length === 0) return lines;
  const calls = undoable.map(({ key, onDelete }) => `${resourceLabel(key)} calls ${actionLabel(onDelete)}`);
  // Newest first, because it may depend on the others.
  const targets = undoable
    .slice(-shownNames)
    .toReversed()
    .map(({ key }) => `--target ${shellWord(target + key.name)}`);
  return [...lines, `to undo with onDelete (${listText(calls)}): ${[destroy, ...targets].join(" ")}`];
}

function listText(all: readonly string[]): string {
  const shown = all.slice(0, shownNames).join(", ");
  return all.length > shownNames ? `${shown} and ${all.length - shownNames} more` : shown;
}
