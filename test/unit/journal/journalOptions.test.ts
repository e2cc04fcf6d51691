import { expect, test } from "vitest";
import { journalOptions } from "../../../src/journal/journalPath.ts";

const place = { project: "shop", stack: "prod", homeDir: "/home/kim", operatingSystem: "linux" } as const;

test.each([
  ["nothing at its default place", {}, []],
  [
    "nothing when NCF_JOURNAL is the default place",
    { NCF_JOURNAL: "/home/kim/.local/state/ncf/journal/shop/prod.jsonl" },
    [],
  ],
  ["its path elsewhere", { NCF_JOURNAL: "/ci/j.jsonl" }, ["--journal", "/ci/j.jsonl"]],
  ["no option when none is kept", { NCF_JOURNAL: "off" }, undefined],
])("a journal is named by %s", (_what, env, expected) => {
  expect(journalOptions({ ...place, env })).toEqual(expected);
});

test("a path is named so that it holds in any folder", () => {
  const [, path] = journalOptions({ ...place, env: { NCF_JOURNAL: "j.jsonl" } }) ?? [];
  expect(path).toMatch(/^\/.+\/j\.jsonl$/);
});
