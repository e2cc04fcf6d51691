import { expect, test } from "vitest";
import { outputsText } from "../../../../src/cli/github/outputsText.ts";

/** Reads the file as the runner does. Source: actions/runner FileCommandManager.cs [code] */
function readOutputs(text: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const lines = text.split("\n");
  for (let at = 0; at < lines.length - 1; at += 1) {
    const [name = "", delimiter = ""] = (lines[at] as string).split("<<");
    const end = lines.indexOf(delimiter, at + 1);
    found[name] = lines.slice(at + 1, end).join("\n");
    at = end;
  }
  return found;
}

const random = (): number => 0.5;
const [delimiter = ""] = /ncf_\w+/.exec(outputsText({ a: "" }, random).text) ?? [];

test("every value is read back as it was", () => {
  const outputs = {
    plain: "a=b",
    empty: "",
    lines: "first\n\nEOF\nlast\n",
    guessed: `x\n${delimiter}\ninjected<<y\nz\ny`,
    "with-mark": "::error::100%`|`",
    korean: "안녕",
  };
  expect(delimiter.length).toBeGreaterThan(8);
  expect(readOutputs(outputsText(outputs, random).text)).toEqual(outputs);
});

test("values that are not strings are JSON", () => {
  const { text } = outputsText({ list: ["a"], count: 3, nothing: null }, random);
  expect(readOutputs(text)).toEqual({ list: '["a"]', count: "3", nothing: "null" });
});

test("a name that could set another output is refused", () => {
  const { text, refused } = outputsText({ "a<<b": 1, "a\nb": 2, "a b": 3, "1a": 4, "": 5, good: 6 }, random);
  expect(refused).toEqual(["a<<b", "a\nb", "a b", "1a", ""]);
  expect(readOutputs(text)).toEqual({ good: "6" });
});

test("each output has a delimiter of its own", () => {
  const { text } = outputsText({ a: "1", b: "2" }, Math.random);
  const found = [...text.matchAll(/<<(ncf_\w+)/g)].map(([, one]) => one);
  expect(new Set(found).size).toBe(2);
});
