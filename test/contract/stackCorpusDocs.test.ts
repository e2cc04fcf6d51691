import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { formatDiagnostic } from "../../src/diagnostics/diagnostic.ts";
import { compileSchema } from "../../src/schema/compileSchema.ts";
import { functionEntries, unsupportedFunctions } from "../../src/stack/language/functions.ts";
import { optionFields, unsupportedOptions } from "../../src/stack/language/optionFields.ts";
import { resourceTypes } from "../../src/stack/language/resourceTypes.ts";
import { stackFileSchema } from "../../src/stack/language/stackFileSchema.ts";
import { stackFileShape } from "../../src/stack/language/stackFileShape.ts";
import { badExamples, goodExamples, stackFilePage } from "../support/stackFileExamples.ts";
import { checkText, corpusFolder } from "./stackCorpusFiles.ts";

// What the page says of the files beside the stack file is true of the corpus as well.
const path = `${corpusFolder}good/stack.yaml`;
const schema = compileSchema(stackFileSchema());

test("the page has examples that are right and examples that are wrong", () => {
  expect(goodExamples.length).toBeGreaterThanOrEqual(15);
  expect(badExamples.length).toBeGreaterThanOrEqual(3);
});

test.each(goodExamples)("the example is a valid stack file:\n%s", (text) => {
  expect(checkText(text, path).diagnostics).toEqual([]);
  expect(schema.check(parse(text))).toEqual([]);
});

test("the stack file of the page on checks is valid", () => {
  const page = readFileSync(new URL("../../docs/checks.md", import.meta.url), "utf8");
  const [, text = ""] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
  expect(text).toContain("ncf:ActionCheck");
  expect(checkText(text, path).diagnostics).toEqual([]);
  expect(schema.check(parse(text))).toEqual([]);
});

test.each(badExamples)("the wrong example gives what the page shows:\n$text", ({ text, shown }) => {
  const { diagnostics } = checkText(text, path);
  const written = diagnostics
    .map((one) => formatDiagnostic({ ...one, file: "stack.yaml" }, text))
    .join("\n\n");
  expect(written).toBe(shown.trimEnd());
});

test("the page lists everything that a stack file supports, and everything that is not supported", () => {
  const words = [
    ...Object.keys(stackFileShape.fields),
    ...Object.keys(stackFileShape.unsupported ?? {}),
    ...Object.keys(functionEntries).map((name) => `fn::${name}`),
    ...Object.keys(unsupportedFunctions).map((name) => `fn::${name}`),
    ...Object.keys(optionFields),
    ...Object.keys(unsupportedOptions),
    ...Object.entries(resourceTypes).flatMap(([name, type]) => [
      name,
      ...Object.keys(type.properties),
      ...Object.keys(type.outputs),
    ]),
  ];
  expect(words.filter((word) => !stackFilePage.includes(`\`${word}\``))).toEqual([]);
});
