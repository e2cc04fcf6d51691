import { expect, test } from "vitest";
import { journalPath, type JournalPlace } from "../../../src/journal/journalPath.ts";

function pathOf(more: Partial<JournalPlace>): string | undefined {
  return journalPath({
    project: "shop",
    stack: "prod",
    env: {},
    homeDir: "/home/kim",
    operatingSystem: "linux",
    ...more,
  });
}

test.each<[string, Partial<JournalPlace>, string | undefined]>([
  ["the user's state folder", {}, "/home/kim/.local/state/ncf/journal/shop/prod.jsonl"],
  ["XDG_STATE_HOME", { env: { XDG_STATE_HOME: "/var/s" } }, "/var/s/ncf/journal/shop/prod.jsonl"],
  [
    "the state folder, for an empty XDG_STATE_HOME",
    { env: { XDG_STATE_HOME: "" } },
    "/home/kim/.local/state/ncf/journal/shop/prod.jsonl",
  ],
  [
    "LOCALAPPDATA on Windows",
    { operatingSystem: "win32", env: { LOCALAPPDATA: "/local", XDG_STATE_HOME: "/x" } },
    "/local/ncf/journal/shop/prod.jsonl",
  ],
  [
    "the home folder on Windows",
    { operatingSystem: "win32" },
    "/home/kim/AppData/Local/ncf/journal/shop/prod.jsonl",
  ],
  ["NCF_JOURNAL as it is", { env: { NCF_JOURNAL: "/ci/j" } }, "/ci/j"],
  ["nowhere, when it is off", { env: { NCF_JOURNAL: "off" } }, undefined],
  [
    "one folder and file, whatever the names hold",
    { project: "..", stack: "org/팀/*" },
    "/home/kim/.local/state/ncf/journal/%2E%2E/org%2F%ED%8C%80%2F%2A.jsonl",
  ],
])("the journal is in %s", (_where, more, expected) => {
  expect(pathOf(more)).toBe(expected);
});

test("an empty NCF_JOURNAL is refused", () => {
  expect(() => pathOf({ env: { NCF_JOURNAL: "" } })).toThrow("NCF_INPUT_INVALID: NCF_JOURNAL is empty");
});
