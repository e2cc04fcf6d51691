/** A place in a text. */
export interface Position {
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** UTF-16 units from the start of the text, from 0. */
  readonly offset: number;
}

/** A part of a text. */
export interface Range {
  readonly start: Position;
  /** The first place after it. */
  readonly end: Position;
}
