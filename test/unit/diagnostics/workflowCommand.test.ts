import { describe, expect, test } from "vitest";
import { workflowCommand } from "../../../src/diagnostics/workflowCommand.ts";

describe("a workflow command", () => {
  test("stays one command, whatever its values hold", () => {
    const command = workflowCommand(
      "error",
      { file: "a,b::c\n::error::d.yaml", line: 3, col: undefined, title: "100%" },
      "first\n::add-mask::x\r\nthe end: 5%",
    );
    expect(command).toBe(
      String.raw`::error file=a%2Cb%3A%3Ac%0A\u003a%3Aerror%3A%3Ad.yaml,line=3,title=100%25::first%0A\u003a:add-mask::x%0Athe end: 5%25`,
    );
  });

  test("shows control sequences of a terminal and invisible letters as text", () => {
    const command = workflowCommand("warning", {}, "\u001B[2Jred\u0000 \u202Eback\u2028line\r");
    expect(command).toBe(String.raw`::warning::\u001b[2Jred\u0000 \u202eback\u2028line\u000d`);
  });

  test("passes a mask on unchanged, since a changed secret would not be masked", () => {
    expect(workflowCommand("add-mask", {}, "tab\tand 5%")).toBe("::add-mask::tab\tand 5%25");
  });
});
