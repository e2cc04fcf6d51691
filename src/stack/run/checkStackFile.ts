import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkWritten } from "../check/checkWritten.ts";
import type { ResourceDeclaration, VariableDeclaration } from "../language/declaration.ts";
import type { StackFile } from "../parse/parseStackFile.ts";
import { sortDiagnostics, startIndex, toDiagnostic } from "../parse/report.ts";
import { type PlanContext, planStack, type StackPlan } from "./planStack.ts";

/** Stack file without errors. */
export interface CheckedStack {
  readonly file: StackFile;
  /** Variables and resources, each after everything that it references; otherwise in file order. */
  readonly ordered: readonly (VariableDeclaration | ResourceDeclaration)[];
  readonly plan: StackPlan;
}

/** Result of the check of a stack file. */
export type StackCheck =
  | { readonly checked: CheckedStack; readonly diagnostics: readonly [] }
  /** Diagnostics in file order. */
  | { readonly checked?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Finds all errors of a stack file that are visible without a network, and plans it when there are
 * none. Pure and synchronous; reads other files through `context.readText`.
 */
export function checkStackFile(file: StackFile, context: PlanContext): StackCheck {
  const { path } = file;
  const found: Diagnostic[] = [...file.diagnostics];
  const ordered = checkWritten(file, context.readText, (draft) => found.push(toDiagnostic(draft, path)));
  if (file.root === undefined) return { diagnostics: sortDiagnostics(found).map(file.secrets.hide) };
  const isReported = startIndex(found);
  const plan = planStack(file, ordered, context, (draft, about = draft.range) => {
    // An error in the source would cause further errors in the evaluation.
    if (!isReported(about)) found.push(toDiagnostic(draft, path));
  });
  if (found.length > 0) return { diagnostics: sortDiagnostics(found).map(file.secrets.hide) };
  const runnable = ordered.filter((one) => one.kind === "variable" || one.kind === "resource");
  return { checked: { file, ordered: runnable, plan }, diagnostics: [] };
}
