import { execFileSync } from "node:child_process";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resolveCommand } from "../../../src/invocation/errors.ts";

const key = { project: "shop", stack: "prod", name: "migrate" };

test("a command names the resource, its stack and its journal", () => {
  expect(resolveCommand(key, ["--journal", "/state/j.jsonl"], "--ran", "a1")).toBe(
    "ncf resolve migrate --project shop --stack prod --journal /state/j.jsonl --ran a1",
  );
});

test("a resource under a parent is named with the types above it", () => {
  expect(resolveCommand({ ...key, parent: "my:index:Site" }, [])).toBe(
    "ncf resolve 'my:index:Site$migrate' --project shop --stack prod",
  );
});

test("a name that looks like an option is not read as one", () => {
  expect(resolveCommand({ ...key, name: "-x" }, [], "--did-not-run")).toBe(
    "ncf resolve --project shop --stack prod --did-not-run -- -x",
  );
});

test("a shell reads every name unchanged", () => {
  const part = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
  fc.assert(
    fc.property(part, part, (name, stack) => {
      const command = resolveCommand({ project: "shop", stack, name: `n${name}` }, []);
      const line = command.replace("ncf resolve", "printf '%s\\0'");
      const words = execFileSync("sh", ["-c", line], { encoding: "utf8" }).split("\0");
      expect(words).toEqual([`n${name}`, "--project", "shop", "--stack", stack, ""]);
    }),
    { numRuns: 40 },
  );
});
