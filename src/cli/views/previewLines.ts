import type { PreviewStep } from "../stack/previewSteps.ts";
import { destinationLines, type StackDestinations } from "./destinationLines.ts";
import { countText } from "./text.ts";

/** Steps of an invocation that call nothing. */
const quietSteps: ReadonlySet<string> = new Set(["keep", "update"]);

/**
 * Formats a preview: a headline, where the calls go, then one line for each resource, with the params or properties that it gets.
 */
export function previewLines(
  title: string,
  steps: readonly PreviewStep[],
  destinations: StackDestinations = { places: [] },
): readonly string[] {
  const count = (wanted: string): number => steps.filter(({ step }) => step === wanted).length;
  const checks = count("check");
  // A deletion of another resource calls no action.
  const calls =
    count("call") + steps.filter(({ step, action }) => step === "delete" && action !== undefined).length;
  const cells = steps.map(({ step, name, type, action, params, properties }) => {
    const given = params ?? (action === undefined ? properties : properties?.["params"]);
    const isShown = !quietSteps.has(step) && given !== undefined;
    return [step, name, action ?? type, isShown ? JSON.stringify(given) : ""];
  });
  const widths = [0, 1, 2].map((at) => Math.max(0, ...cells.map((row) => (row[at] ?? "").length)));
  const lines = cells.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
  const counts = [countText(calls, "call"), ...(checks === 0 ? [] : [countText(checks, "check")])];
  return [`${title}: ${counts.join(", ")}`, ...destinationLines(destinations), ...lines];
}
