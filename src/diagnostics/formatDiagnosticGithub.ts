import type { Diagnostic } from "./Diagnostic.ts";

/**
 * Writes a diagnostic as a line that GitHub Actions turns into an annotation:
 * `::error file=orders.yaml,line=12,endLine=12,col=7,endColumn=18,title=NCF_…::message`.
 * Source: docs.github.com actions workflow-commands [doc]
 */
export function formatDiagnosticGithub(diagnostic: Diagnostic): string {
  const { start, end } = diagnostic.range;
  const properties = {
    file: diagnostic.file,
    line: start.line,
    endLine: end.line,
    col: start.column,
    endColumn: end.column,
    title: diagnostic.code,
  };
  const written = Object.entries(properties).map(
    ([name, value]) => `${name}=${escapeProperty(String(value))}`,
  );
  return `::error ${written.join(",")}::${escapeData(`${diagnostic.message} (hint: ${diagnostic.hint})`)}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
