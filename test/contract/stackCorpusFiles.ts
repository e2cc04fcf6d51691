import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inputIssues } from "../../src/check/inputIssues.ts";
import { parseStackFile } from "../../src/stack/parse/parseStackFile.ts";
import { checkStackFile, type StackCheck } from "../../src/stack/run/checkStackFile.ts";

/** The folder of the corpus. */
export const corpusFolder = fileURLToPath(new URL("../corpus/", import.meta.url));

/** A file's text; `undefined` when there is none. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

/** The stack files of a part of the corpus, by name without `.yaml`. */
export function corpusNames(part: "good" | "bad"): readonly string[] {
  return readdirSync(corpusFolder + part)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => name.slice(0, -".yaml".length));
}

/** Checks a text as if it were a file of the corpus. */
export function checkText(text: string, path: string): StackCheck {
  return checkStackFile(parseStackFile(text, path), {
    readText,
    checkInputs: (inputs, resource) => inputIssues(inputs, resource, {}),
  });
}
