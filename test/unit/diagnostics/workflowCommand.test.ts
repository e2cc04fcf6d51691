import { describe, expect, test } from "vitest";
import { withoutWorkflowCommands, workflowCommand } from "../../../src/diagnostics/workflowCommand.ts";

describe("a workflow command", () => {
  test("stays one command, whatever its values hold", () => {
    const command = workflowCommand(
      "error",
      { file: "a,b::c\n::error::d.yaml", line: 3, col: undefined, title: "100%" },
      "first\n::add-mask::x\r\nthe end: 5%",
    );
    expect(command).toBe(
      "::error file=a%2Cb%3A%3Ac%0A%3A%3Aerror%3A%3Ad.yaml,line=3,title=100%25::first%0A::add-mask::x %0Athe end: 5%25",
    );
  });

  test("holds no control sequences of a terminal and no invisible letters", () => {
    expect(workflowCommand("warning", {}, "\u001B[2Jred\u0000 \u202Eback\u2028line")).toBe(
      "::warning:: [2Jred   back line",
    );
  });

  test("passes a mask on as it is, since a changed secret would not be masked", () => {
    expect(workflowCommand("add-mask", {}, "tab\tand 5%")).toBe("::add-mask::tab\tand 5%25");
  });
});

/** Tells as the runner does whether it would take a line for a command. Source: actions/runner ActionCommand.cs [code] */
function isCommand(line: string): boolean {
  return /^[\s\u0085]*::[^:]/.test(line) || line.includes("##[");
}

describe("foreign output in GitHub Actions", () => {
  test.each([
    "::error::x",
    "name = first\n::set-output name=a::b\n",
    "a\r::stop-commands::x",
    "\u0085 \t::add-mask::x",
    "text ##[set-output name=a]b",
    ":::error::x",
  ])("%j holds no command for the runner", (text) => {
    const shown = withoutWorkflowCommands(text);
    expect(shown.split(/[\n\r]/).filter(isCommand)).toEqual([]);
    expect(shown.replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
  });

  test("keeps what is no command, and the values of JSON", () => {
    const ordinary = "urn:pulumi:dev::orders::ncf:index:ActionInvocation::migrate\n";
    expect(withoutWorkflowCommands(ordinary)).toBe(ordinary);
    const value = { a: "\n::error::x", b: "##[error]x" };
    const shown = withoutWorkflowCommands(JSON.stringify(value));
    expect(JSON.parse(shown)).toEqual(value);
    expect(isCommand(shown)).toBe(false);
  });
});
