import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nameIssue } from "../../../src/model/action.ts";

const letters = [..."ABCXYZabcxyz0189-_"];
const fields = ["packageName", "actionName"] as const;

test("takes every name that the API's rule allows", () => {
  const name = fc
    .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 50 })
    .map((all) => all.join(""))
    .filter((text) => !text.startsWith("-"));
  fc.assert(
    fc.property(name, fc.constantFrom(...fields), (one, field) => {
      expect(nameIssue(field, one)).toBeUndefined();
    }),
  );
});

test.each([
  "",
  "-a",
  "--",
  "a b",
  "a/b",
  "a.b",
  "a?b",
  "a%20",
  "액션",
  "a\n",
  "\na",
  "x".repeat(51),
  7,
  null,
])("refuses %j for packages and actions alike", (name) => {
  for (const field of fields) {
    expect(nameIssue(field, name)).toMatchObject({
      pointer: `/${field}`,
      hint: expect.stringContaining("1 to 50"),
    });
  }
});

test("takes - alone as a package, and not as an action", () => {
  expect(nameIssue("packageName", "-")).toBeUndefined();
  expect(nameIssue("actionName", "-")?.hint).not.toContain("outside any package");
  expect(nameIssue("packageName", "-x")?.hint).toContain("write - for an action outside any package");
});

test("quotes no more than the beginning of a name", () => {
  expect(nameIssue("actionName", "y".repeat(5000))?.reason.length).toBeLessThan(150);
});
