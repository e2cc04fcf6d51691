import type { ErrorEntry } from "../model/errorCatalogue.ts";

/** Renders the error catalogue as a Markdown page. */
export function renderErrorCatalogue(catalogue: Readonly<Record<string, ErrorEntry>>): string {
  const rows = Object.entries(catalogue).map(([code, { exitCode, meaning, hint }]) => [
    `\`${code}\``,
    `${exitCode}`,
    escape(meaning),
    escape(hint),
  ]);
  return `# Errors

Every message starts with a code from this table, says what failed and why, and ends with a hint. A more specific hint may replace the one below. The exit code of
the process is that of its error, or 0 when nothing failed.

\`npm run docs\` generates this page from \`src/model/errorCatalogue.ts\`.

${renderTable([["code", "exit code", "what it means", "what to do"], ...rows])}`;
}

function escape(text: string): string {
  return text.replaceAll(/[|_*<]/g, String.raw`\$&`);
}

/** Renders a table with aligned columns, as Prettier formats it. The first row is the head. */
function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}
