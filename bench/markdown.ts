/** Returns a table with aligned columns: the first to the left, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (row: readonly string[], column: number): string => row[column] ?? "";
  const widths = head.map((_, column) =>
    Math.max(4, ...[head, ...rows].map((row) => cell(row, column).length)),
  );
  const line = (row: readonly string[]): string =>
    `| ${widths
      .map((width, column) => (column === 0 ? cell(row, 0).padEnd(width) : cell(row, column).padStart(width)))
      .join(" | ")} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/**
 * Replaces what stands between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`.
 * @throws Error when the page lacks one of the two
 */
export function replaceSection(page: string, name: string, content: string): string {
  const [open, close] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(open), page.indexOf(close)];
  if (from === -1 || to < from) throw new Error(`the page has no section ${open} … ${close}`);
  return `${page.slice(0, from + open.length)}\n\n${content}\n\n${page.slice(to)}`;
}

/** Writes milliseconds with two or three digits: `45 µs`, `0.25 ms`, `0.25 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0.1) return `${Math.round(milliseconds * 1000)} µs`;
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
  if (milliseconds >= 200) return `${(milliseconds / 1000).toFixed(2)} s`;
  return `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`;
}

/** Writes a number with separators: `1,000`. */
export function number(value: number): string {
  return value.toLocaleString("en-US");
}

/** Says whether a goal is met, for the last column of a table. */
export function verdict(isMet: boolean): string {
  return isMet ? "met" : "missed";
}
