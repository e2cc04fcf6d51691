import { describe, expect, test } from "vitest";
import { chooseCheckpoints, journalWarning } from "../../../../src/cli/stack/checkpoints.ts";
import type { JournalLocation } from "../../../../src/journal/journalLocation.ts";
import type { PlanStep } from "../../../../src/stack/run/planStack.ts";

const step = (name: string, type: PlanStep["type"]): PlanStep => ({ name, type, properties: {}, after: [] });
const calls = { steps: [step("migrate", "ncf:ActionInvocation")] };
const mixed = {
  steps: [...calls.steps, ...["a", "b", "c", "d"].map((name) => step(name, "command:local:Command"))],
};

const scope = { backend: "b" };
const beside: JournalLocation = { kind: "directory", path: "/state/.ncf-journal/orders/dev", scope };
const onMachine: JournalLocation = { kind: "file", path: "/home/.local/state/ncf/journal.jsonl", scope };
const off: JournalLocation = { kind: "off" };

describe("--checkpoints", () => {
  test("auto saves once at the end where every resource has the journal", () => {
    expect(chooseCheckpoints("auto", calls, beside)).toEqual({ savesAtEnd: true });
    expect(chooseCheckpoints("auto", mixed, beside)).toEqual({ savesAtEnd: false });
    expect(chooseCheckpoints("auto", calls, off)).toEqual({ savesAtEnd: false });
  });

  test("auto saves once at the end with checks as well: a check lost in a crash is repeated", () => {
    const checked = { steps: [...calls.steps, step("smoke", "ncf:ActionCheck")] };
    expect(chooseCheckpoints("auto", checked, beside)).toEqual({ savesAtEnd: true });
  });

  test("auto saves around each step where the state may outlive a journal on this machine", () => {
    expect(chooseCheckpoints("auto", calls, onMachine)).toEqual({ savesAtEnd: false });
  });

  test("each saves around each step", () => {
    expect(chooseCheckpoints("each", calls, beside)).toEqual({ savesAtEnd: false });
  });

  test("end names the resources that a crash would lose", () => {
    expect(chooseCheckpoints("end", calls, beside)).toEqual({ savesAtEnd: true });
    expect(chooseCheckpoints("end", mixed, beside)).toEqual({
      savesAtEnd: true,
      warning:
        "--checkpoints end: a crash loses the record of 4 resources without a journal, and the next up creates them again: a, b, c, …\n",
    });
  });

  test("end without a journal is refused", () => {
    expect(() => chooseCheckpoints("end", calls, off)).toThrow(
      /NCF_USAGE: --checkpoints end requires the journal/,
    );
  });
});

describe("a journal on a CI runner's own disk", () => {
  test("is warned about in two lines, with what to set", () => {
    expect(journalWarning(onMachine, { CI: "true" })).toMatch(
      /^warning: [^\n]+\n {2}hint: set NCF_JOURNAL [^\n]+\n$/,
    );
  });

  test("is not where it was chosen, can be shared, or is no runner's", () => {
    expect(journalWarning(onMachine, { CI: "true", NCF_JOURNAL: "/srv/journal" })).toBeUndefined();
    expect(journalWarning(beside, { CI: "true" })).toBeUndefined();
    expect(journalWarning(onMachine, { CI: "false" })).toBeUndefined();
    expect(journalWarning(onMachine, {})).toBeUndefined();
  });
});
