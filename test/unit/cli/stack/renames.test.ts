import { expect, test } from "vitest";
import { findRenames } from "../../../../src/cli/stack/renames.ts";

const inputs = { actionName: "warm", params: { n: 1 } };

test("a new invocation with the action and params of a deleted one is its new name", () => {
  const renames = findRenames([
    { name: "heat", step: "create", inputs: { ...inputs, packageName: "-" } },
    { name: "other", step: "create", inputs: { ...inputs, params: { n: 2 } } },
    { name: "kept", step: "same" },
    { name: "warm", step: "delete", inputs },
  ]);
  expect([...renames]).toEqual([["heat", "warm"]]);
});

test("a deleted invocation has one new name", () => {
  const renames = findRenames([
    { name: "one", step: "create", inputs },
    { name: "two", step: "create", inputs },
    { name: "warm", step: "delete", inputs },
  ]);
  expect([...renames]).toEqual([["one", "warm"]]);
});
