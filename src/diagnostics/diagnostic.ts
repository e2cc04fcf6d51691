import type { ErrorCode } from "../model/errorCatalogue.ts";
import { cut, printable } from "./safeText.ts";
import { workflowCommand } from "./workflowCommand.ts";

/** Position in a text. */
export interface Position {
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1, in UTF-16 units as editors count them. */
  readonly column: number;
  /** UTF-16 units from the start of the text, from 0. */
  readonly offset: number;
}

/** Range of a text. */
export interface Range {
  readonly start: Position;
  /** First position after the range. */
  readonly end: Position;
}

/** Issue in a file, with its place. */
export interface Diagnostic {
  readonly code: ErrorCode;
  /** `warning` for input that is valid but may be misread. @default an error */
  readonly severity?: "warning";
  /** Description of the problem, one sentence without a period. No secrets. */
  readonly message: string;
  /** Correction, starting with a verb. */
  readonly hint: string;
  /** Path of the file as the user wrote it. */
  readonly file: string;
  readonly range: Range;
  /** Related places in the same file. */
  readonly related?: readonly RelatedPlace[];
}

/** Place related to an issue. */
export interface RelatedPlace {
  /** Description of the place: `first declared here`. */
  readonly message: string;
  readonly range: Range;
}

const tab = "    ";
const maxColumns = 110;
const contextColumns = 40;
/** UTF-16 units on each side of a place that its code frame may include. */
const reach = 400;
// East Asian wide and full-width characters, and emoji, take two columns of a terminal.
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /\p{Mark}|\u200b|\u200d/u;

/**
 * Renders the line where a range starts, with carets below it. For a range of several lines it
 * renders the first line, for a long line the part around the carets.
 *
 * ```text
 *    |
 * 12 |       packagename: db
 *    |       ^^^^^^^^^^^
 * ```
 */
export function codeFrame(text: string, range: Range): string {
  const { start, end } = range;
  // Slice first: a line can be as long as the file and contain as many issues.
  const from = start.offset - Math.min(start.column - 1, reach);
  const tail = text.slice(start.offset, start.offset + reach);
  const line = tail.slice(0, endOfLine(tail, 0));
  const isMultiline = end.line > start.line;
  const caretEnd = isMultiline ? line.trimEnd().length : end.offset - start.offset;

  const before = shown(text.slice(from, start.offset));
  const marked = shown(line.slice(0, caretEnd));
  const after = shown(line.slice(caretEnd));
  const carets = "^".repeat(Math.max(1, Math.min(columns(marked), maxColumns))) + (isMultiline ? " …" : "");

  const cutBefore = columns(before + marked + after) > maxColumns && before.length > contextColumns;
  const shownBefore = cutBefore ? `…${before.slice(-contextColumns)}` : before;
  const rest = marked + after;
  const available = Math.max(maxColumns - shownBefore.length, contextColumns);
  const shownRest = cut(rest, available);

  const number = String(start.line);
  const gutter = " ".repeat(number.length);
  return [
    `${gutter} |`,
    `${number} | ${shownBefore}${shownRest}`.trimEnd(),
    `${gutter} | ${" ".repeat(columns(shownBefore))}${carets}`,
  ].join("\n");
}

/** Formats a position as `line:column`. */
export function placeText(position: Position): string {
  return `${position.line}:${position.column}`;
}

function endOfLine(text: string, from: number): number {
  const at = text.indexOf("\n", from);
  const end = at === -1 ? text.length : at;
  return text[end - 1] === "\r" && end > from ? end - 1 : end;
}

/** Returns a part of a line as the terminal displays it; the carets below count its columns. */
function shown(text: string): string {
  return printable(text.replaceAll("\t", tab));
}

function columns(text: string): number {
  let total = 0;
  for (const letter of text) total += wide.test(letter) ? 2 : zeroWidth.test(letter) ? 0 : 1;
  return total;
}

/**
 * Formats a diagnostic for a terminal:
 *
 * ```text
 * NCF_STACK_KEY_UNKNOWN: `packagename` is not a property of ncf:ActionInvocation
 *   --> orders.yaml:12:7
 *    |
 * 12 |       packagename: db
 *    |       ^^^^^^^^^^^
 *   hint: write packageName
 * ```
 * @param text the text of the diagnostic's file
 */
export function formatDiagnostic(diagnostic: Diagnostic, text: string): string {
  const { code, severity, message, hint, file, range, related } = diagnostic;
  const title = severity === undefined ? code : `${severity} ${code}`;
  const lines = [`${title}: ${message}`, `  --> ${file}:${placeText(range.start)}`, codeFrame(text, range)];
  for (const place of related ?? []) {
    lines.push(`  ${place.message}: ${file}:${placeText(place.range.start)}`);
  }
  lines.push(`  hint: ${hint}`);
  return lines.join("\n");
}

/**
 * Formats a diagnostic as a workflow command, which GitHub Actions turns into an annotation:
 * `::error file=orders.yaml,line=12,endLine=12,col=7,endColumn=18,title=NCF_…::message`.
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
  return workflowCommand(
    diagnostic.severity ?? "error",
    properties,
    `${diagnostic.message} (hint: ${diagnostic.hint})`,
  );
}
