import { expect, test } from "vitest";
import {
  type Diagnostic,
  formatDiagnostic,
  formatDiagnosticGithub,
} from "../../../src/diagnostics/diagnostic.ts";
import { sourceText } from "../../../src/stack/parse/sourceText.ts";

function diagnosticAt(text: string, marked: string, extra: Partial<Diagnostic> = {}): Diagnostic {
  const start = text.indexOf(marked);
  return {
    code: "NCF_STACK_TYPE",
    message: "it is wrong",
    hint: "write it right",
    file: "orders.yaml",
    range: sourceText(text).rangeAt(start, start + marked.length),
    ...extra,
  };
}

test("shows the line with carets under the range", () => {
  const text = "name: orders\nconfig: 3\n";
  expect(formatDiagnostic(diagnosticAt(text, "3"), text)).toBe(
    [
      "NCF_STACK_TYPE: it is wrong",
      "  --> orders.yaml:2:9",
      "  |",
      "2 | config: 3",
      "  |         ^",
      "  hint: write it right",
    ].join("\n"),
  );
});

test("shows one caret for an empty range, also at the end of the text", () => {
  const text = "name:";
  const range = sourceText(text).rangeAt(5, 5);
  expect(formatDiagnostic(diagnosticAt(text, "name", { range }), text)).toContain("1 | name:\n  |      ^\n");
});

test("puts carets under letters that are two columns wide, and under none that have no width", () => {
  const text = "안녕: 세계 x\n";
  expect(formatDiagnostic(diagnosticAt(text, "세계"), text)).toContain("1 | 안녕: 세계 x\n  |       ^^^^\n");
  const accent = "e\u0301: x\n";
  expect(formatDiagnostic(diagnosticAt(accent, "x"), accent)).toContain(`1 | ${accent}  |    ^\n`);
});

test("shows a tab as four blanks, in the line and above the carets", () => {
  const text = "\tname: x\n";
  expect(formatDiagnostic(diagnosticAt(text, "x"), text)).toContain("1 |     name: x\n  |           ^\n");
});

test("shows the first line of a range over several lines", () => {
  const text = "list:\r\n  - a\r\n  - b\r\n";
  expect(formatDiagnostic(diagnosticAt(text, "- a\r\n  - b"), text)).toContain("2 |   - a\n  |   ^^^ …\n");
});

test("cuts a long line around the range", () => {
  const text = `${"a".repeat(200)} wrong ${"b".repeat(200)}\n`;
  const [, , , line = "", carets = ""] = formatDiagnostic(diagnosticAt(text, "wrong"), text).split("\n");
  expect(line.length).toBeLessThan(125);
  expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("wrong");
});

test("names the other places that have to do with it", () => {
  const text = "a: 1\na: 2\n";
  const related = [{ message: "first here", range: sourceText(text).rangeAt(0, 1) }];
  expect(formatDiagnostic(diagnosticAt(text, "2", { related }), text)).toContain(
    "\n  first here: orders.yaml:1:1\n",
  );
});

test("writes an annotation with everything escaped that would end it", () => {
  const text = "a: 100%\n";
  const diagnostic = diagnosticAt(text, "100%", { file: "a,b:c.yaml", message: "100%\nwrong" });
  expect(formatDiagnosticGithub(diagnostic)).toBe(
    "::error file=a%2Cb%3Ac.yaml,line=1,endLine=1,col=4,endColumn=8,title=NCF_STACK_TYPE::100%25%0Awrong (hint: write it right)",
  );
});
