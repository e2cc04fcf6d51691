import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { errorCatalogue } from "../../src/model/errorCatalogue.ts";
import { compileSchema } from "../../src/schema/compileSchema.ts";
import { stackFileSchema } from "../../src/stack/language/stackFileSchema.ts";
import { checkText, corpusFolder, corpusNames } from "./stackCorpusFiles.ts";

const schema = compileSchema(stackFileSchema());
const bad = corpusNames("bad");
const good = corpusNames("good");

test("the corpus contains at least 60 bad files and 25 good ones", () => {
  expect(bad.length).toBeGreaterThanOrEqual(60);
  expect(good.length).toBeGreaterThanOrEqual(25);
});

// The first lines of a bad file say what is expected: `# schema sees|blind|yaml`, then `# expect CODE from-to` in order.
test.each(bad)("%s gives the expected diagnostics at their places", (name) => {
  const path = `${corpusFolder}bad/${name}.yaml`;
  const text = readFileSync(path, "utf8");
  const expected = [...text.matchAll(/^# expect (.*)$/gm)].map(([, line]) => line);
  const { diagnostics } = checkText(text, path);
  expect(diagnostics.map(placed)).toEqual(expected);
  expect(expected.length).toBeGreaterThan(0);
  for (const { code, hint, message } of diagnostics) {
    expect(errorCatalogue[code].exitCode).toBe(2);
    expect(hint).not.toBe("");
    expect(message).not.toMatch(/undefined|\[object/);
  }
});

test.each(bad)("the JSON Schema detects as much of %s as its first line declares", (name) => {
  const text = readFileSync(`${corpusFolder}bad/${name}.yaml`, "utf8");
  const [, sight] = /^# schema (\w+)$/m.exec(text) ?? [];
  expect(whatSchemaSees(text)).toBe(sight);
});

test.each(good)("%s has no diagnostics and gives its plan", (name) => {
  const path = `${corpusFolder}good/${name}.yaml`;
  const { diagnostics, checked } = checkText(readFileSync(path, "utf8"), path);
  expect(diagnostics).toEqual([]);
  expect(checked?.plan).toEqual(JSON.parse(readFileSync(path.replace(/yaml$/, "plan.json"), "utf8")));
});

test.each(good)("the JSON Schema accepts %s", (name) => {
  const text = readFileSync(`${corpusFolder}good/${name}.yaml`, "utf8");
  expect(schema.check(parseDocument(text).toJS())).toEqual([]);
});

function placed({ code, range: { start, end } }: Diagnostic): string {
  return `${code} ${start.line}:${start.column}-${end.line}:${end.column}`;
}

/** `yaml` when YAML itself refuses the text, so that there is nothing for the schema to see. */
function whatSchemaSees(text: string): "yaml" | "sees" | "blind" {
  const document = parseDocument(text, { logLevel: "error" });
  if (document.errors.length > 0 || document.warnings.length > 0) return "yaml";
  try {
    return schema.check(document.toJS()).length > 0 ? "sees" : "blind";
  } catch (error) {
    // An anchor that is not there, and a value that holds itself.
    if (error instanceof ReferenceError || error instanceof RangeError) return "yaml";
    throw error;
  }
}

test.each(["less", "doubled"])(
  "a file with any one letter %s is read without a crash, and every place is in the text",
  (change) => {
    const path = `${corpusFolder}good/issue.yaml`;
    const text = readFileSync(path, "utf8");
    for (let at = 0; at < text.length; at++) {
      const slip =
        text.slice(0, at) + (change === "less" ? "" : `${text[at]}${text[at]}`) + text.slice(at + 1);
      for (const { range } of checkText(slip, path).diagnostics) {
        expect(range.start.offset).toBeLessThanOrEqual(range.end.offset);
        expect(range.end.offset).toBeLessThanOrEqual(slip.length);
      }
    }
  },
);
