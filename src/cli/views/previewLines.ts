import type { Json } from "../../model/json.ts";
import { withoutMarks } from "../../model/shownJson.ts";
import { countText } from "./text.ts";
import type { PreviewStep } from "../stack/previewSteps.ts";
import { changesAddress } from "../stack/addressChange.ts";
import { destinationLines, type StackDestinations } from "./destinationLines.ts";
import { reasonLines, reasonWords } from "./reasonLines.ts";

/** Steps that are shown without params. */
const quietSteps: ReadonlySet<string> = new Set(["keep", "same", "update", "notTargeted"]);
/** Steps whose words differ from their names. */
const stepWords: Readonly<Record<string, string>> = {
  mayCall: "may call",
  mayCheck: "may check",
  notTargeted: "not targeted",
};
/** Expressions that a headline names, at most. */
const shownExpressions = 3;

/**
 * Formats a preview: a headline, where the calls go, then one line for each resource, with the params or properties that it gets and why. What
 * changed follows below it.
 */
export function previewLines(
  title: string,
  steps: readonly PreviewStep[],
  destinations: StackDestinations = { places: [] },
): readonly string[] {
  const rows = steps.map((one) => {
    const { step, name, type, action, params, properties } = one;
    const given = params ?? (action === undefined ? properties : properties?.["params"]);
    const isShown = !quietSteps.has(step) && given !== undefined;
    return [
      stepWords[step] ?? step,
      name,
      action ?? type,
      reasonWords(one),
      isShown ? JSON.stringify(withoutMarks(given as Json)) : "",
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(0, ...rows.map((row) => (row[at] ?? "").length)));
  const indent = " ".repeat(4 + (widths[0] ?? 0));
  const lines = steps.flatMap((step, index) => {
    const cells = (rows[index] ?? []).flatMap((cell, at) =>
      widths[at] === 0 ? [] : [at === 4 ? cell : cell.padEnd(widths[at] ?? 0)],
    );
    return [`  ${cells.join("  ")}`.trimEnd(), ...reasonLines(step).map((line) => indent + line)];
  });
  return [`${title}: ${countsText(steps)}`, ...destinationLines(destinations), ...lines, ...hints(steps)];
}

/** Counts what a preview calls: `1 call, 1 more if migrate.result.tables changes, 1 check`. */
function countsText(steps: readonly PreviewStep[]): string {
  const count = (wanted: string): number => steps.filter(({ step }) => step === wanted).length;
  // A deletion of another resource calls no action.
  const deletes = steps.filter(({ step, action }) => step === "delete" && action !== undefined).length;
  const checks = count("check");
  const maybe = steps.filter(({ step }) => step === "mayCall" || step === "mayCheck");
  const expressions = [...new Set(maybe.flatMap(({ dependsOn = [] }) => dependsOn))];
  const named =
    expressions.length > shownExpressions
      ? `${expressions.slice(0, shownExpressions).join(", ")} or others`
      : expressions.join(" or ");
  return [
    countText(count("call") + deletes, "call"),
    ...(maybe.length === 0 ? [] : [`${maybe.length} more if ${named} changes`]),
    ...(checks === 0 ? [] : [countText(checks, "check")]),
  ].join(", ");
}

function hints(steps: readonly PreviewStep[]): readonly string[] {
  const renames = steps.flatMap(({ name, renamedFrom }) =>
    renamedFrom === undefined
      ? []
      : [
          `hint: ${name} has the action and params of ${renamedFrom}; if it is its new name, add options: { aliases: [{ name: ${renamedFrom} }] } to ${name}, and nothing is called`,
        ],
  );
  return changesAddress(steps)
    ? [
        ...renames,
        "hint: calls go to another address than before; without a confirmation, ncf up requires --allow-address-change",
      ]
    : renames;
}
