import type { Diagnostic, Range } from "../../diagnostics/diagnostic.ts";
import { errorCatalogue } from "../../model/errorCatalogue.ts";

/** Diagnostic of the current stack file. Its hint defaults to the catalogue's. */
export interface DiagnosticDraft extends Omit<Diagnostic, "file" | "hint"> {
  readonly hint?: string | undefined;
}

/** Reports one diagnostic. The stage continues afterwards, unless it throws. */
export type Report = (draft: DiagnosticDraft) => void;

/** Completes a diagnostic with the path of its file and a hint. */
export function toDiagnostic({ hint, ...draft }: DiagnosticDraft, file: string): Diagnostic {
  return { ...draft, hint: hint ?? errorCatalogue[draft.code].hint, file };
}

/** Returns diagnostics in file order, without duplicates. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const place = `${one.code} ${one.range.start.offset} ${one.message}`;
    if (!byPlace.has(place)) byPlace.set(place, one);
  }
  return [...byPlace.values()].sort((a, b) => a.range.start.offset - b.range.start.offset);
}

/** Returns a function that checks, by binary search, whether any of the diagnostics starts within a range. */
export function startIndex(diagnostics: readonly Diagnostic[]): (range: Range) => boolean {
  const starts = diagnostics.map(({ range }) => range.start.offset).sort((a, b) => a - b);
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
