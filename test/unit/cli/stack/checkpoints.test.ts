import { describe, expect, test } from "vitest";
import { chooseCheckpoints } from "../../../../src/cli/stack/checkpoints.ts";
import type { PlanStep } from "../../../../src/stack/run/planStack.ts";

const step = (name: string, type: PlanStep["type"]): PlanStep => ({ name, type, properties: {}, after: [] });
const calls = { steps: [step("migrate", "ncf:ActionInvocation")] };
const mixed = {
  steps: [...calls.steps, ...["a", "b", "c", "d"].map((name) => step(name, "command:local:Command"))],
};

describe("--checkpoints", () => {
  test("auto saves once at the end where every resource has the journal", () => {
    expect(chooseCheckpoints("auto", calls, {})).toEqual({ savesAtEnd: true });
    expect(chooseCheckpoints("auto", mixed, {})).toEqual({ savesAtEnd: false });
    expect(chooseCheckpoints("auto", calls, { NCF_JOURNAL: "off" })).toEqual({ savesAtEnd: false });
    expect(chooseCheckpoints("auto", calls, { NCF_JOURNAL: "/srv/journal" })).toEqual({ savesAtEnd: true });
  });

  test("each saves around each step", () => {
    expect(chooseCheckpoints("each", calls, {})).toEqual({ savesAtEnd: false });
  });

  test("end names the resources that a crash would lose", () => {
    expect(chooseCheckpoints("end", calls, {})).toEqual({ savesAtEnd: true });
    expect(chooseCheckpoints("end", mixed, {})).toEqual({
      savesAtEnd: true,
      warning:
        "--checkpoints end: a crash loses the record of 4 resources without a journal, and the next up creates them again: a, b, c, …\n",
    });
  });

  test("end without a journal is refused", () => {
    expect(() => chooseCheckpoints("end", calls, { NCF_JOURNAL: "off" })).toThrow(
      /NCF_USAGE: --checkpoints end requires the journal/,
    );
  });
});
