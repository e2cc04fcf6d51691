import type { Diagnostic, Range } from "../../diagnostics/diagnostic.ts";
import { errorCatalogue } from "../../model/errorCatalogue.ts";
import type {
  ConfigDeclaration,
  Declaration,
  ResourceDeclaration,
  VariableDeclaration,
} from "../language/declaration.ts";
import { parseStack } from "../parse/parseStack.ts";
import { planStack, type PlanContext } from "../run/planStack.ts";
import type { Finding } from "../parse/report.ts";
import { sourceText } from "../parse/sourceText.ts";
import type { StackFile } from "../language/stackFile.ts";
import type { StackPlan } from "./planStack.ts";

/** All that can be told about a stack file before it is run. */
export type CheckedStack =
  | { readonly diagnostics: readonly []; readonly file: StackFile; readonly plan: StackPlan }
  /** In the order of the file. */
  | { readonly diagnostics: readonly Diagnostic[]; readonly file?: undefined; readonly plan?: undefined };

/**
 * Reads a stack file, finds all mistakes that can be seen without a network, and when there are none answers the file
 * and what it would do. Pure and synchronous; other files come through `context.readText`.
 *
 * @param text - The text of the file.
 * @param path - Its path: for the diagnostics, and for the files that it names.
 */
export function checkStackFile(text: string, path: string, context: PlanContext): CheckedStack {
  const source = sourceText(text);
  const { declarations, ordered, findings } = parseStack(source, path, context.readText);
  if (declarations === undefined) return { diagnostics: toDiagnostics(findings, path) };
  const { name, description, outputs } = declarations;
  const file: StackFile = {
    path,
    name,
    ...(description === undefined ? {} : { description }),
    config: ordered.filter((one): one is ConfigDeclaration => one.kind === "config"),
    ordered: ordered.filter(isRunnable),
    outputs,
  };
  // In a ring nothing can be worked out.
  if (findings.some(({ code }) => code === "NCF_STACK_CYCLE"))
    return { diagnostics: toDiagnostics(findings, path) };
  const isKnown = placeIndex(findings);
  const later: Finding[] = [];
  const brokenNames = ordered.filter(({ kind }) => kind === "broken").map((one) => one.name);
  const plan = planStack({ ...file, brokenNames }, context, (finding) => {
    // What is wrong as it is written leads to more that is wrong when it is worked out.
    if (!isKnown(finding.about ?? finding.range)) later.push(finding);
  });
  const diagnostics = toDiagnostics([...findings, ...later], path);
  return diagnostics.length === 0 ? { diagnostics: [], file, plan } : { diagnostics };
}

function isRunnable(declaration: Declaration): declaration is VariableDeclaration | ResourceDeclaration {
  return declaration.kind === "variable" || declaration.kind === "resource";
}

/** Tells, by binary search, whether one of the findings begins within a range. */
function placeIndex(findings: readonly Finding[]): (range: Range) => boolean {
  const starts = findings.map(({ range }) => range.start.offset).sort((a, b) => a - b);
  return ({ start, end }) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) < start.offset) low = middle + 1;
      else high = middle;
    }
    const next = starts[low];
    return next !== undefined && next < Math.max(end.offset, start.offset + 1);
  };
}

function toDiagnostics(findings: readonly Finding[], file: string): readonly Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const { code, range, message, hint, related } of findings) {
    const place = `${code} ${range.start.offset} ${message}`;
    if (byPlace.has(place)) continue;
    byPlace.set(place, {
      code,
      message,
      hint: hint ?? errorCatalogue[code].hint,
      file,
      range,
      ...(related === undefined || related.length === 0 ? {} : { related }),
    });
  }
  return [...byPlace.values()].sort((a, b) => a.range.start.offset - b.range.start.offset);
}
