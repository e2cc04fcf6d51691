import type { PreviewStep } from "../stack/previewSteps.ts";
import { countText } from "./text.ts";

/** Formats a preview: a headline, then one line for each resource, with the params or properties that it gets. */
export function previewLines(title: string, steps: readonly PreviewStep[]): readonly string[] {
  const count = (wanted: string): number => steps.filter(({ step }) => step === wanted).length;
  const checks = count("check");
  const cells = steps.map(({ step, name, type, action, properties }) => {
    const given = action === undefined ? properties : properties?.["params"];
    return [step, name, action ?? type, step === "keep" || given === undefined ? "" : JSON.stringify(given)];
  });
  const widths = [0, 1, 2].map((at) => Math.max(0, ...cells.map((row) => (row[at] ?? "").length)));
  const lines = cells.map((row) =>
    `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join("  ")}`.trimEnd(),
  );
  const counts = [countText(count("call"), "call"), ...(checks === 0 ? [] : [countText(checks, "check")])];
  return [`${title}: ${counts.join(", ")}`, ...lines];
}
