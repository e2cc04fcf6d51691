import { describe, expect, test } from "vitest";
import { codeFrame, formatDiagnosticGithub } from "../../../src/diagnostics/diagnostic.ts";
import { indentRest, plainText, printable } from "../../../src/diagnostics/safeText.ts";

describe("a text that is printed", () => {
  test.each([
    ["colors and movements of the cursor", "\u001B[2J\u001B[31mred", "\\u001b[2J\\u001b[31mred"],
    ["a bell and a carriage return", "ok\u0007\rfailed", "ok\\u0007\\u000dfailed"],
    ["control characters of eight bits", "\u009B31m", "\\u009b31m"],
    ["a change of direction", "user\u202Etxt.exe\u2066", "user\\u202etxt.exe\\u2066"],
    ["separators of lines and paragraphs", "a\u2028b\u2029c", "a\\u2028b\\u2029c"],
    ["a command of GitHub Actions", "fine\n  ::add-mask::x", "fine\n  \\u003a:add-mask::x"],
    ["one at the start", "::set-output name=a::b", "\\u003a:set-output name=a::b"],
    ["an older command within a line", "see ##[error]bad", "see \\u0023#[error]bad"],
    ["a command of Azure Pipelines", "##vso[task.setvariable]x", "\\u0023#vso[task.setvariable]x"],
  ])("shows %s instead of obeying it", (_what, text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  test("keeps words, line breaks, tabs and emoji", () => {
    const text = "한국어\tüber 👩‍👩‍👧\nurn:pulumi:dev::shop\n# heading";
    expect(printable(text)).toBe(text);
    expect(printable("a\r\nb")).toBe("a\nb");
  });

  test("means the same as JSON before and after", () => {
    const value = { text: "\u009B\u202E\u2028", list: ["::x"] };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });

  test("cannot begin a line that looks like another message", () => {
    expect(indentRest("one\nNCF_BUG: two\n")).toBe("one\n  NCF_BUG: two\n");
  });
});

test("a foreign message becomes one line, and an ellipsis marks that it was truncated", () => {
  expect(plainText("<html><b>Not</b>\n\u001Bfound</html>")).toBe("Not found");
  expect(plainText("x".repeat(2000))).toBe(`${"x".repeat(1000)}…`);
});

const at = (column: number) => ({ line: 1, column, offset: column - 1 });

test("carets stand below what is shown in place of a control character", () => {
  expect(codeFrame("a\u001Bb: c", { start: at(6), end: at(7) })).toBe(
    ["  |", "1 | a\\u001bb: c", "  |           ^"].join("\n"),
  );
});

test("an annotation contains no control characters of its file", () => {
  const annotation = formatDiagnosticGithub({
    code: "NCF_INPUT_INVALID",
    message: "\u001B[31m is no key",
    hint: "remove\nit",
    file: "a.yaml",
    range: { start: at(1), end: at(2) },
  });
  expect(annotation).toContain("::\\u001b[31m is no key (hint: remove%0Ait)");
});
