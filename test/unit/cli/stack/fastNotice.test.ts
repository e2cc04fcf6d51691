import { expect, test } from "vitest";
import { fastNotice } from "../../../../src/cli/stack/fastNotice.ts";
import type { PlanStep } from "../../../../src/stack/run/planStack.ts";

const step = (name: string, type: PlanStep["type"]): PlanStep => ({ name, type, properties: {}, after: [] });

test("a stack of invocations alone has nothing to lose", () => {
  expect(fastNotice({ steps: [step("one", "ncf:ActionInvocation")] }, {})).toBeUndefined();
});

test("resources that have no journal are named, a few of many", () => {
  const seed = step("seed", "command:local:Command");
  expect(fastNotice({ steps: [step("one", "ncf:ActionInvocation"), seed] }, {})).toBe(
    "--fast: a crash loses the record of 1 resource that has no journal, and the next up makes it again: seed\n",
  );
  expect(fastNotice({ steps: ["a", "b", "c", "d"].map((name) => ({ ...seed, name })) }, {})).toBe(
    "--fast: a crash loses the record of 4 resources that have no journal, and the next up makes them again: a, b, c, …\n",
  );
});

test("without a journal nothing is fast, since every action would be called again after a crash", () => {
  expect(() => fastNotice({ steps: [] }, { NCF_JOURNAL: "off" })).toThrow(
    /^NCF_USAGE: --fast rests on the journal/,
  );
});
