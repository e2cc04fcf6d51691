import { expect, test } from "vitest";
import { readScreen } from "../../../src/cli/screen.ts";

const both = { isInputTerminal: true, isOutputTerminal: true };
const words = ["up", "stack.yaml"];

test.each<[string, Parameters<typeof readScreen>, ReturnType<typeof readScreen>]>([
  ["is asked and redrawn on", [both, words, {}], { isInteractive: true, isLive: true }],
  ["with CI=false too", [both, words, { CI: "false" }], { isInteractive: true, isLive: true }],
  ["is neither with CI=true", [both, words, { CI: "true" }], { isInteractive: false, isLive: false }],
  ["is neither with --no-tty", [both, ["--no-tty", ...words], {}], { isInteractive: false, isLive: false }],
  [
    "is not redrawn on with TERM=dumb",
    [both, words, { TERM: "dumb" }],
    { isInteractive: true, isLive: false },
  ],
  [
    "is none where the output is a pipe",
    [{ ...both, isOutputTerminal: false }, words, {}],
    { isInteractive: false, isLive: false },
  ],
  [
    "is one where --no-tty is an argument",
    [both, [...words, "--", "--no-tty"], {}],
    { isInteractive: true, isLive: true },
  ],
])("a terminal %s", (_what, given, expected) => {
  expect(readScreen(...given)).toEqual(expected);
});
