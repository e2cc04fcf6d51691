import { type Diagnostic, formatDiagnostic, formatDiagnosticGithub } from "../../diagnostics/diagnostic.ts";

/** Writes the mistakes of one file: for a person with an empty line after each, or as annotations of GitHub Actions. */
export function diagnosticsText(
  diagnostics: readonly Diagnostic[],
  text: string,
  format: "text" | "github",
): string {
  const written = diagnostics.map((one) =>
    format === "text" ? `${formatDiagnostic(one, text)}\n\n` : `${formatDiagnosticGithub(one)}\n`,
  );
  return written.join("");
}
