import type { Document, ErrorCode, YAMLError } from "yaml";
import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";

interface Wording {
  readonly message?: string;
  readonly hint: string;
}

// The parser's own words are for those who know the grammar of YAML.
const wordings: Partial<Record<ErrorCode, Wording>> = {
  BAD_INDENT: {
    message: "this line does not line up with those above it, or a bracket before it is not closed",
    hint: "give the keys of one mapping the same indentation, and close every bracket and brace",
  },
  TAB_AS_INDENT: { message: "a tab stands at the beginning of the line", hint: "indent with spaces" },
  MISSING_CHAR: { hint: "close the quote or bracket, or add the colon or comma that is missing" },
  MULTIPLE_DOCS: {
    message: "the file holds more than one document",
    hint: "keep one document: take out the second ---",
  },
  TAG_RESOLVE_FAILED: { hint: "take out the tag; functions are written as a key: `fn::join: […]`" },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "a mapping begins in the middle of a line",
    hint: "put a text that holds a colon and a space in quotes, or a mapping on lines of its own",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "this should be a key, but has no colon with a space after it",
    hint: "end each key with a colon and a space",
  },
  BAD_SCALAR_START: { hint: "put the text in quotes" },
};

/** Reports what YAML itself finds wrong; answers whether there was anything. */
export function reportSyntax(document: Document.Parsed, source: SourceText, report: Report): boolean {
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  const reported = new Set<number>();
  for (const error of errors) {
    const { line } = source.rangeAt(error.pos[0], error.pos[0]).start;
    // While the parser recovers it tells of one slip several times: on its line, the next one, and by indentation.
    const isEcho =
      reported.has(line) ||
      (error.code.endsWith("IMPLICIT_KEY") && reported.has(line - 1)) ||
      (error.code === "BAD_INDENT" && reported.size > 0);
    if (isEcho) continue;
    reported.add(line);
    const bare = findBareExpression(source, error.pos[0]);
    const wording = wordings[error.code];
    report({
      code: "NCF_STACK_SYNTAX",
      range: bare ?? rangeOf(error, source),
      message:
        bare === undefined
          ? (wording?.message ?? lowerFirst(error.message))
          : "inside { } or [ ] an expression needs quotes, since its braces mean a mapping to YAML",
      hint: bare === undefined ? wording?.hint : 'write "${…}"',
    });
  }
  return errors.length > 0;
}

/** The place of an error on its first line, without the white space before it. */
function rangeOf({ pos: [from, to], code }: YAMLError, { text, rangeAt }: SourceText): Range {
  const lineEnd = text.indexOf("\n", from);
  const stop = lineEnd === -1 ? text.length : lineEnd;
  const blank = code === "TAB_AS_INDENT" ? 0 : (/^[ \t]*/.exec(text.slice(from, stop))?.[0].length ?? 0);
  const start = from + blank;
  const isWord = blank > 0 && stop > start;
  const end = isWord
    ? start + (/^[^\s:]*/.exec(text.slice(start, stop))?.[0].length ?? 0)
    : Math.min(to, stop);
  return rangeAt(start, Math.max(start, end));
}

/** Where the line holds an expression without quotes inside a bracket or brace. */
function findBareExpression({ text, rangeAt }: SourceText, at: number): Range | undefined {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = text.indexOf("\n", at);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  const found = /[{[](?:.*[\s,:[])?(\$\{[^}]*\}?)/d.exec(line)?.indices?.[1];
  return found && rangeAt(lineStart + found[0], lineStart + found[1]);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
