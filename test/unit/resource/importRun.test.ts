import { expect, test } from "vitest";
import { parseImportId } from "../../../src/resource/importRun.ts";

test("reads package, action and activation id", () => {
  expect(parseImportId("-/hello/0123456789abcdef0123456789abcdef")).toEqual({
    action: { packageName: "-", actionName: "hello" },
    activationId: "0123456789abcdef0123456789abcdef",
  });
});

test.each([
  "",
  "a9",
  "hello/a9",
  "db/migrate/",
  "db//a9",
  "/migrate/a9",
  "db/migrate/a9/x",
  "d b/migrate/a9",
  "db/-/a9",
  "db/migrate/../a9",
  "db/migrate/a?9",
])("refuses %j", (id) => {
  expect(() => parseImportId(id)).toThrow("NCF_IMPORT_FAILED");
});

test("quotes no more than the beginning of an id", () => {
  expect(() => parseImportId("x".repeat(5000))).toThrow(/^.{1,300}\n/);
});
