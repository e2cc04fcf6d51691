import { expect, test } from "vitest";
import { actionLabel } from "../../../src/model/action.ts";

test.each([
  ["db", "migrate", "db/migrate"],
  ["-", "hello", "-/hello"],
])("an action of package %s named %s is written %s", (packageName, actionName, label) => {
  expect(actionLabel({ packageName, actionName })).toBe(label);
});
