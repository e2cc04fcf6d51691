/** Returns the width of a text in cells of a terminal or a monospaced font: letters of East Asian scripts and emoji take two. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const letter of text) cells += isWide(letter.codePointAt(0) as number) ? 2 : 1;
  return cells;
}

/** Cuts a text to so many cells, with an ellipsis in the last one. */
export function fitText(text: string, most: number): string {
  if (cellsOf(text) <= most) return text;
  let [kept, cells] = ["", 1];
  for (const letter of text) {
    cells += cellsOf(letter);
    if (cells > most) break;
    kept += letter;
  }
  return most < 1 ? "" : `${kept}…`;
}

// Source: Unicode, EastAsianWidth.txt, the blocks that are wide as a whole [doc]
function isWide(point: number): boolean {
  return (
    (point >= 0x1100 && point <= 0x115f) ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0x1f300 && point <= 0x1faff) ||
    (point >= 0x20000 && point <= 0x3fffd)
  );
}
