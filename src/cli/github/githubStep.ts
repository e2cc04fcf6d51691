import { appendFileSync } from "node:fs";
import { workflowCommand } from "../../diagnostics/workflowCommand.ts";
import type { Terminal } from "../terminal.ts";
import type { ShownFailure } from "../views/RunView.ts";
import { maskableLines } from "./maskableLines.ts";
import { outputsText, type StepOutputs } from "./outputsText.ts";

/** The step of a GitHub Actions job that `ncf` runs in. */
export interface GitHubStep {
  /** Adds an annotation for a failure, which is also its report in the log. */
  readonly annotate: (failure: ShownFailure) => void;
  /** Has the runner mask secrets in everything that is logged from now on. */
  readonly mask: (secrets: Iterable<string>) => void;
  /** Sets the outputs of a stack as outputs of the step (`GITHUB_OUTPUT`), and `ncf-outputs`, all of them as one JSON object. */
  readonly setOutputs: (outputs: StepOutputs) => void;
  /** Sets the output `ncf-result`. */
  readonly setResult: (result: string) => void;
  /** Appends Markdown to the summary of the step: `GITHUB_STEP_SUMMARY`. */
  readonly summarize: (markdown: string) => void;
}

/**
 * Returns the terminal with the step of GitHub Actions that it is in; elsewhere the terminal as it is. Commands for the runner go to standard error,
 * which it reads as well, so that standard output is that of any other terminal.
 */
export function withGitHubStep(terminal: Terminal): Terminal {
  const { env, random } = terminal.ports;
  if (env["GITHUB_ACTIONS"] !== "true") return terminal;
  const command = (...args: Parameters<typeof workflowCommand>): void =>
    terminal.writeErrorRaw(`${workflowCommand(...args)}\n`);
  const append = (variable: string, text: string): void => {
    const path = env[variable] ?? "";
    if (path === "" || text === "") return;
    try {
      appendFileSync(path, text);
    } catch (error) {
      // The deployment is done: a summary that cannot be written must not make it a failure.
      command("warning", {}, `cannot write ${variable}: ${(error as Error).message}`);
    }
  };
  const masked = new Set<string>();
  const step: GitHubStep = {
    annotate: ({ name, error, file, line, column }) => {
      const title = name === undefined ? error.code : `${name}: ${error.code}`;
      command(
        "error",
        { file, line, col: column, title },
        [error.reason, ...error.details, `hint: ${error.hint}`].join("\n  "),
      );
    },
    mask: (secrets) => {
      // No runner reads the file, and the secrets would stay in it.
      if (terminal.isErrorFile === true) return;
      for (const one of maskableLines(secrets)) {
        if (masked.has(one)) continue;
        masked.add(one);
        command("add-mask", {}, one);
      }
    },
    setResult: (result) => append("GITHUB_OUTPUT", outputsText({ "ncf-result": result }, random).text),
    setOutputs: (outputs) => {
      const { text, refused } = outputsText({ ...outputs, "ncf-outputs": outputs }, random);
      append("GITHUB_OUTPUT", text);
      for (const name of refused) {
        command(
          "warning",
          {},
          `output ${name} is not set for the step: its name is not one of GitHub Actions`,
        );
      }
    },
    summarize: (markdown) => append("GITHUB_STEP_SUMMARY", markdown),
  };
  return { ...terminal, github: step };
}
