import { inspect } from "node:util";
import { expect, test } from "vitest";
import { Secret } from "../../../src/model/secret.ts";

test("is visible only through reveal()", () => {
  const secret = new Secret("canary");
  const shown = [
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    String(secret),
  ];
  expect(shown.join("\n")).not.toContain("canary");
  expect(Object.keys(secret)).toEqual([]);
  expect(secret.reveal()).toBe("canary");
});
