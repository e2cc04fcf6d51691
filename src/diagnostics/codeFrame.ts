import type { Position, Range } from "./Range.ts";

const tab = "    ";
const widestColumns = 110;
const context = 40;
// East Asian wide and full-width letters, and emoji, take two columns of a terminal.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const narrowest = /\p{Mark}|\u200b|\u200d/u;

/**
 * Shows the line of a text where a range begins, with carets below it:
 *
 * ```text
 *    |
 * 12 |       packagename: db
 *    |       ^^^^^^^^^^^
 * ```
 * Of a range over several lines the first is shown, of a long line the part around the carets.
 */
export function codeFrame(text: string, range: Range): string {
  const { start, end } = range;
  const lineStart = start.offset - start.column + 1;
  const lineEnd = endOfLine(text, lineStart);
  const line = text.slice(lineStart, lineEnd);
  const goesOn = end.line > start.line;
  const caretEnd = goesOn ? line.trimEnd().length : end.offset - lineStart;

  const before = showTabs(line.slice(0, start.column - 1));
  const marked = showTabs(line.slice(start.column - 1, caretEnd));
  const after = showTabs(line.slice(caretEnd));
  const carets = "^".repeat(Math.max(1, Math.min(columns(marked), widestColumns))) + (goesOn ? " …" : "");

  const cutBefore = columns(before + marked + after) > widestColumns && before.length > context;
  const shownBefore = cutBefore ? `…${before.slice(-context)}` : before;
  const rest = marked + after;
  const room = Math.max(widestColumns - shownBefore.length, context);
  const shownRest = rest.length > room ? `${rest.slice(0, room)}…` : rest;

  const number = String(start.line);
  const gutter = " ".repeat(number.length);
  return [
    `${gutter} |`,
    `${number} | ${shownBefore}${shownRest}`.trimEnd(),
    `${gutter} | ${" ".repeat(columns(shownBefore))}${carets}`,
  ].join("\n");
}

/** Writes a place as `line:column`. */
export function placeText(position: Position): string {
  return `${position.line}:${position.column}`;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  const end = at === -1 ? text.length : at;
  return text[end - 1] === "\r" && end > from ? end - 1 : end;
}

function showTabs(text: string): string {
  return text.replaceAll("\t", tab);
}

function columns(text: string): number {
  let total = 0;
  for (const letter of text) total += wide.test(letter) ? 2 : narrowest.test(letter) ? 0 : 1;
  return total;
}
