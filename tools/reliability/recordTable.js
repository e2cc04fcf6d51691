import { markdownTable } from "./markdownTable.js";

/**
 * Returns the rows of a table that a page has between two marks, without its head.
 * @param {string} page
 * @param {string} mark as in `replaceBetween`
 * @returns {string[][]}
 */
export function rowsOf(page, mark) {
  const part = page.slice(page.indexOf(`<!-- ${mark} -->`), page.indexOf(`<!-- end of ${mark} -->`));
  const lines = part
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .slice(2);
  return lines.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/**
 * Returns that table with one row more, or another one in the place of the row with the same first cell.
 * @param {string} page
 * @param {string} mark
 * @param {readonly string[]} head
 * @param {readonly string[]} row
 */
export function withRow(page, mark, head, row) {
  const rows = rowsOf(page, mark);
  const at = rows.findIndex(([name]) => name === row[0]);
  return markdownTable(head, at === -1 ? [...rows, row] : rows.with(at, [...row]));
}
