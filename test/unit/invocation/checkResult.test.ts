import { expect, test } from "vitest";
import { checkResult } from "../../../src/invocation/checkParams.ts";
import type { Json } from "../../../src/model/json.ts";

const action = { packageName: "db", actionName: "migrate" };
const resultSchema: Json = {
  properties: { tables: { type: "integer" }, state: { enum: ["done"] } },
  required: ["state"],
};

test("finds nothing without a schema, and nothing in a result that keeps to it", () => {
  expect(checkResult({ action, resultSchema: undefined }, { anything: 1 })).toBeUndefined();
  expect(checkResult({ action, resultSchema }, { tables: 3, state: "done" })).toBeUndefined();
});

test("reports every place and rule that a result violates, without values", () => {
  const error = checkResult({ action, resultSchema }, { tables: "canary-1", state: "canary-2" });
  expect(error).toMatchObject({ code: "NCF_RESULT_INVALID", exitCode: 1 });
  expect(error?.message).toContain("the result of db/migrate violates its schema:");
  expect(error?.message).toContain('/result/state must be one of "done" (enum)');
  expect(error?.message).toContain("/result/tables must be integer (type)");
  expect(error?.message).not.toContain("canary");
});
