import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { checkWritten } from "../check/checkWritten.ts";
import type { ResourceDeclaration, VariableDeclaration } from "../language/declaration.ts";
import type { StackFile } from "../parse/parseStackFile.ts";
import { sortDiagnostics, startIndex, toDiagnostic } from "../parse/report.ts";
import { type PlanContext, planStack, type StackPlan } from "./planStack.ts";

/** Stack file in which no mistake was found. */
export interface CheckedStack {
  readonly file: StackFile;
  /** Variables and resources, each after all that it references; otherwise in the order of the file. */
  readonly ordered: readonly (VariableDeclaration | ResourceDeclaration)[];
  readonly plan: StackPlan;
}

/** Result of the check of a stack file. */
export type StackCheck =
  | { readonly checked: CheckedStack; readonly diagnostics: readonly [] }
  /** In the order of the file. */
  | { readonly checked?: undefined; readonly diagnostics: readonly Diagnostic[] };

/**
 * Finds all mistakes of a stack file that can be seen without a network, and plans it when there are none. Pure and synchronous; other
 * files come through `context.readText`.
 */
export function checkStackFile(file: StackFile, context: PlanContext): StackCheck {
  const { path } = file;
  const found: Diagnostic[] = [...file.diagnostics];
  const ordered = checkWritten(file, context.readText, (draft) => found.push(toDiagnostic(draft, path)));
  if (file.root === undefined) return { diagnostics: sortDiagnostics(found).map(file.secrets.hide) };
  const isReported = startIndex(found);
  const plan = planStack(file, ordered, context, (draft, about = draft.range) => {
    // What is wrong as it is written leads to more that is wrong when it is evaluated.
    if (!isReported(about)) found.push(toDiagnostic(draft, path));
  });
  if (found.length > 0) return { diagnostics: sortDiagnostics(found).map(file.secrets.hide) };
  const runnable = ordered.filter((one) => one.kind === "variable" || one.kind === "resource");
  return { checked: { file, ordered: runnable, plan }, diagnostics: [] };
}
