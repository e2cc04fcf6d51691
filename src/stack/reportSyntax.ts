import type { Document, ErrorCode } from "yaml";
import type { Report } from "./Report.ts";
import type { SourceText } from "./SourceText.ts";

const hints: Partial<Record<ErrorCode, string>> = {
  BAD_INDENT: "give the keys of one mapping the same indentation, and close every bracket and brace",
  TAB_AS_INDENT: "indent with spaces",
  MISSING_CHAR: "close the quote or bracket, or add the colon or comma that is missing",
  MULTIPLE_DOCS: "keep one document: take out the second ---",
  TAG_RESOLVE_FAILED: "take out the tag; functions are written as a key: `fn::join: […]`",
  BLOCK_AS_IMPLICIT_KEY:
    "put a text that holds a colon and a space in quotes, or a mapping on lines of its own",
  MULTILINE_IMPLICIT_KEY: "end each key with a colon and a space",
  BAD_SCALAR_START: "put the text in quotes",
};

/** Reports what YAML itself finds wrong, once for a line; answers whether there was anything. */
export function reportSyntax(document: Document.Parsed, source: SourceText, report: Report): boolean {
  const errors = [...document.errors, ...document.warnings];
  const reportedLines = new Set<number>();
  for (const error of errors) {
    const [start, end] = error.pos;
    const range = source.rangeAt(start, Math.min(Math.max(start, end), source.text.length));
    // The parser tells of one slip several times while it recovers.
    if (reportedLines.has(range.start.line)) continue;
    reportedLines.add(range.start.line);
    const bare = findBareExpression(source.text, start);
    report({
      code: "NCF_STACK_SYNTAX",
      range:
        bare === undefined ? range : source.rangeAt(bare, source.text.indexOf("}", bare) + 1 || bare + 2),
      message:
        bare === undefined
          ? readable(error.code, error.message)
          : "inside { } or [ ] an expression needs quotes, since its braces mean a mapping to YAML",
      hint: bare === undefined ? hints[error.code] : 'write "${…}"',
    });
  }
  return errors.length > 0;
}

/** Where the line holds an expression without quotes inside a bracket or brace. */
function findBareExpression(text: string, at: number): number | undefined {
  const lineStart = text.lastIndexOf("\n", at - 1) + 1;
  const line = text.slice(lineStart).split("\n", 1)[0] ?? "";
  const found = /[{[](?:.*[\s,:[])?(\$\{)/d.exec(line)?.indices?.[1]?.[0];
  return found === undefined ? undefined : lineStart + found;
}

function readable(code: ErrorCode, message: string): string {
  if (code === "MULTIPLE_DOCS") return "the file holds more than one document";
  return message.slice(0, 1).toLowerCase() + message.slice(1);
}
