import { codeFrame, placeText } from "./codeFrame.ts";
import type { Diagnostic } from "./Diagnostic.ts";

/**
 * Writes a diagnostic for a person:
 *
 * ```text
 * NCF_STACK_KEY_UNKNOWN: `packagename` is not a property of ncf:ActionInvocation
 *   --> orders.yaml:12:7
 *    |
 * 12 |       packagename: db
 *    |       ^^^^^^^^^^^
 *   hint: write packageName
 * ```
 * @param text - the text of the diagnostic's file.
 */
export function formatDiagnostic(diagnostic: Diagnostic, text: string): string {
  const { code, message, hint, file, range, related } = diagnostic;
  const lines = [`${code}: ${message}`, `  --> ${file}:${placeText(range.start)}`, codeFrame(text, range)];
  for (const place of related ?? []) {
    lines.push(`  ${place.message}: ${file}:${placeText(place.range.start)}`);
  }
  lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}
