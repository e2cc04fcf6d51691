import type { ErrorEntry } from "../model/errorCatalogue.ts";

/** The error catalogue as a page in Markdown. */
export function renderErrorCatalogue(catalogue: Readonly<Record<string, ErrorEntry>>): string {
  const rows = Object.entries(catalogue).map(([code, { exitCode, meaning, hint }]) => [
    `\`${code}\``,
    `${exitCode}`,
    escape(meaning),
    escape(hint),
  ]);
  return `# Errors

Every message starts with a code out of this table, says what failed, on what and why, and ends with a hint. Where the place that reports knows better, its hint
stands in the message instead of the one below. A process ends with the exit code of its error, and with 0 when nothing failed.

This page is written by \`npm run docs\` from \`src/model/errorCatalogue.ts\`.

${renderTable([["code", "exit code", "what it means", "what to do"], ...rows])}`;
}

function escape(text: string): string {
  return text.replaceAll(/[|_*<]/g, String.raw`\$&`);
}

/** A table with its columns aligned, as the formatter would have it; the first row is its head. */
function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |\n`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("");
}
