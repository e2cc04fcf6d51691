import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { repository, typeScriptProgram } from "../support/typeScriptProgram.ts";

const fence = /^```ts\n([\s\S]*?)^```$/gm;

/** Every example of the documentation, by the place it stands in. */
function findExamples(): Record<string, string> {
  const examples: Record<string, string> = {};
  const add = (place: string, text: string): void => {
    for (const [at, [, code = ""]] of [...text.matchAll(fence)].entries()) {
      examples[`${place.replaceAll("/", "_")}_${at}.mts`] = code;
    }
  };
  const src = join(repository, "src");
  for (const path of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".ts")) continue;
    const text = readFileSync(join(src, path), "utf8");
    for (const [at, [comment]] of [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].entries()) {
      if (comment.includes("@example")) add(`${path}_${at}`, comment.replaceAll(/^ *\* ?/gm, ""));
    }
  }
  for (const page of ["README.md", "docs/checks.md", "docs/emulator.md", "docs/hooks.md"])
    add(page, readFileSync(join(repository, page), "utf8"));
  return examples;
}

test("the examples of the documentation compile against the package as it is installed", () => {
  const examples = findExamples();
  const program = typeScriptProgram(examples);
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => ({
    file: file?.fileName,
    problem: ts.flattenDiagnosticMessageText(messageText, "\n"),
  }));
  expect(problems).toEqual([]);
  expect(Object.keys(examples)).toEqual(
    expect.arrayContaining([
      expect.stringContaining("ActionInvocation.ts"),
      expect.stringContaining("README.md"),
      expect.stringContaining("docs_checks.md"),
      expect.stringContaining("docs_emulator.md"),
      expect.stringContaining("docs_hooks.md"),
    ]),
  );
});
