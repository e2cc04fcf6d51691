import { cut } from "../../diagnostics/safeText.ts";
import { fromPointer, type Json } from "../../model/json.ts";
import type { InputChange } from "../../model/stepReason.ts";
import type { PreviewReason, PreviewStep } from "../stack/previewSteps.ts";
import { destinationText } from "./destinationLines.ts";

/** Changes of one step that are shown, at most. */
const shownChanges = 6;
/** Longest text of one value. */
const longestValue = 60;

/** Reasons that are a word. */
const words = {
  new: "new",
  import: "adopts a run",
  failedBefore: "failed before",
  pendingBefore: "has not ended",
  rerun: "re-run",
  removed: "no longer declared",
  destroy: "",
} as const;

/** Returns the reasons of a step that are a word each: `new`, `failed before`. */
export function reasonWords({ reasons }: Pick<PreviewStep, "reasons">): string {
  const found = reasons.map(({ kind }) =>
    Object.hasOwn(words, kind) ? words[kind as keyof typeof words] : "",
  );
  return [...new Set(found.filter((word) => word !== ""))].join(", ");
}

/** Formats what changed for a step, a line each: `params.version: "1" -> "2"`. */
export function reasonLines({ reasons }: Pick<PreviewStep, "reasons">): readonly string[] {
  const lines = reasons.flatMap(changeLine);
  const more = lines.length - shownChanges;
  return more > 1 ? [...lines.slice(0, shownChanges), `and ${more} more changes`] : lines;
}

function changeLine(reason: PreviewReason): readonly string[] {
  switch (reason.kind) {
    case "addressChanged":
      return [`address: ${destinationText(reason.old)} -> ${destinationText(reason.new)}`];
    case "secrecyChanged":
      return [`${nameOf(reason.pointer)}: became secret, or is no longer`];
    case "actionChanged":
    case "paramChanged":
    case "triggerChanged":
    case "inputChanged":
      return [`${nameOf(reason.pointer)}: ${versionsText(reason)}`];
    default:
      return [];
  }
}

function versionsText({
  old,
  new: next,
  isSecret,
  isUnknown,
  expression = "known during the run",
}: InputChange & Pick<PreviewReason, "expression">): string {
  const before = isSecret === true ? "[secret]" : valueText(old);
  if (isUnknown === true) return `${before} -> ${expression}`;
  if (isSecret === true) return "changed, [secret]";
  return old === undefined && next === undefined ? "changed" : `${before} -> ${valueText(next)}`;
}

function valueText(value: Json | undefined): string {
  return value === undefined ? "(none)" : cut(JSON.stringify(value), longestValue);
}

function nameOf(pointer: string): string {
  return fromPointer(pointer).join(".");
}
