import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

import { errorCatalogue } from "../../src/model/errorCatalogue.ts";

/** Openings of doc comments that describe nothing. Functions start with a verb, types with a noun. */
const badOpening = /^(?:What|Whether|Who|Whoever|How|Where|Why|Which|When)\b/;
/** Words for people in place of a technical subject. */
const nobody = /\b(?:nobody|somebody|whoever|anybody)\b/i;
/** Phrases that other tools do not use, each with its plain form. */
const phrases: readonly (readonly [RegExp, string])[] = [
  [nobody, "name the subject"],
  [/\b(?:is|are|was|were) (?:told|asked)\b/i, "receives, is requested"],
  [/\b(?:tells|told) (?:it|them) (?:from|apart)\b/i, "distinguishes"],
  [/\bwhat came of\b/i, "the result"],
  [/\bas far as (?:anybody|is) known?\b/i, "if known"],
  [/\b(?:one|those) of ours\b/i, "of this package"],
  [/\bonce more stops\b/i, "press Ctrl-C again to stop"],
  [/\bis left out:/i, "is not supported:"],
  [/\bneed each other in a ring\b/i, "circular dependency"],
];

describe("the text that users and contributors read is plain English:", () => {
  test("doc comments start with a verb or a noun", () => {
    const found = sourceFiles("src").flatMap((path) =>
      docComments(readFileSync(path, "utf8"))
        .filter(({ text }) => badOpening.test(text))
        .map(({ line, text }) => `${path}:${line}: ${text.slice(0, 80)}`),
    );
    expect(found).toEqual([]);
  });

  test("comments name their subject and use the words of other tools", () => {
    const found = sourceFiles("src").flatMap((path) =>
      badPhrases(path, commentsOf(readFileSync(path, "utf8"))),
    );
    expect(found).toEqual([]);
  });

  test.each(Object.entries(errorCatalogue))(
    "%s has a sentence, and a hint that starts with a verb",
    (_code, entry) => {
      expect(entry.meaning).toMatch(/^[A-Z].*\.$/);
      expect(entry.hint).toMatch(/^[a-z]+ /);
      expect(badPhrases("meaning", [entry.meaning])).toEqual([]);
      expect(badPhrases("hint", [entry.hint])).toEqual([]);
      for (const sentence of entry.meaning.split(/(?<=\.) /)) {
        expect(sentence.split(" ").length).toBeLessThanOrEqual(30);
      }
    },
  );

  test("the pages of the documentation name their subjects and use the words of other tools", () => {
    const pages = ["README.md", ...filesBelow("docs", ".md"), ...filesBelow("stacks", ".md")];
    const found = pages.flatMap((path) => badPhrases(path, readFileSync(path, "utf8").split("\n")));
    expect(found).toEqual([]);
  });
});

function badPhrases(place: string, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, at) =>
    phrases
      .filter(([pattern]) => pattern.test(text))
      .map(([, plain]) => `${place}:${at + 1}: ${text.trim().slice(0, 100)} (write: ${plain})`),
  );
}

/** Returns each line with everything except its comment removed, so that indexes are those of lines. */
function commentsOf(source: string): readonly string[] {
  return source.split("\n").map((line) => /^\s*(?:\/\/|\/\*\*?|\*) (.*)$/.exec(line)?.[1] ?? "");
}

function docComments(source: string): readonly { readonly line: number; readonly text: string }[] {
  return [...source.matchAll(/\/\*\*\s*(?:\n\s*\* )?(.*)/g)].map(({ index, 1: text = "" }) => ({
    line: source.slice(0, index).split("\n").length,
    text,
  }));
}

function sourceFiles(folder: string): readonly string[] {
  return filesBelow(folder, ".ts");
}

function filesBelow(folder: string, extension: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension) && !name.includes("node_modules"))
    .map((name) => join(folder, name));
}
