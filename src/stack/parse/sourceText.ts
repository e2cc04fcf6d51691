import { LineCounter } from "yaml";
import type { Position, Range } from "../../diagnostics/diagnostic.ts";

/** Text whose offsets can be converted to lines and columns. */
export interface SourceText {
  readonly text: string;
  readonly rangeAt: (start: number, end: number) => Range;
}

/** Indexes the lines of a text. Each lookup is a binary search. */
export function sourceText(text: string): SourceText {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col, offset };
  };
  return { text, rangeAt: (start, end) => ({ start: positionAt(start), end: positionAt(end) }) };
}
