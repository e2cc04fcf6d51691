import type { Document, ErrorCode, YAMLError } from "yaml";
import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";

interface Wording {
  readonly message?: string;
  readonly hint: string;
}

// The parser's own messages use terms of the YAML grammar.
const wordings: Partial<Record<ErrorCode, Wording>> = {
  BAD_INDENT: {
    message: "the indentation does not match the lines above, or a bracket before it is not closed",
    hint: "indent all keys of an object equally, and close every bracket and brace",
  },
  TAB_AS_INDENT: { message: "the line is indented with a tab", hint: "indent with spaces" },
  MISSING_CHAR: { hint: "close the quote or bracket, or add the colon or comma that is missing" },
  MULTIPLE_DOCS: {
    message: "the file must contain one YAML document, not several",
    hint: "remove the second ---",
  },
  TAG_RESOLVE_FAILED: { hint: "remove the tag; write functions as a key: `fn::join: […]`" },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "an object starts in the middle of a line",
    hint: "quote a string that contains a colon and a space, or start the object on its own line",
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "the key has no colon followed by a space",
    hint: "end each key with a colon and a space",
  },
  BAD_SCALAR_START: { hint: "quote the string" },
};

/** Reports the syntax errors of the YAML. Returns whether there are any. */
export function reportSyntax(document: Document.Parsed, source: SourceText, report: Report): boolean {
  const errors: readonly YAMLError[] = [...document.errors, ...document.warnings];
  const reported = new Set<number>();
  for (const error of errors) {
    const { line } = source.rangeAt(error.pos[0], error.pos[0]).start;
    // During recovery, the parser reports one error several times: on its line, on the next line,
    // and by indentation.
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
          : "inside { } or [ ] an expression must be quoted, because its braces mean an object in YAML",
      hint: bare === undefined ? wording?.hint : 'write "${…}"',
    });
  }
  return errors.length > 0;
}

/** Returns the range of an error on its first line, without leading white space. */
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

/** Longer lines are not searched, because the search takes time quadratic in the line. */
const longestLine = 2000;

/** Finds an unquoted expression inside a bracket or brace on a line. */
function findBareExpression({ text, rangeAt }: SourceText, at: number): Range | undefined {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const lineEnd = text.indexOf("\n", at);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd);
  if (line.length > longestLine || !line.includes("${")) return undefined;
  const found = /[{[](?:.*[\s,:[])?(\$\{[^}]*\}?)/d.exec(line)?.indices?.[1];
  return found && rangeAt(lineStart + found[0], lineStart + found[1]);
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
