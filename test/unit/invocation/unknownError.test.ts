import { describe, expect, test } from "vitest";
import { outcomeError } from "../../../src/invocation/errors.ts";
import type { Unknown } from "../../../src/model/outcome.ts";

const action = { packageName: "db", actionName: "migrate" };
const place = { project: "shop", stack: "prod", name: "one" };

function searchOf(...activationIds: readonly string[]): NonNullable<Unknown["search"]> {
  const found = activationIds.length === 0 ? "nothing" : `activation ${activationIds[0]} may be it`;
  return { found, activationIds, settledAt: Date.parse("2026-11-24T03:18:07Z") };
}

function messageOf(more: Partial<Unknown>, journalOptions: readonly string[] | "unkept" = []): string {
  const outcome: Unknown = { kind: "unknown", reason: "connection reset", delivery: "sent", ...more };
  return outcomeError(action, outcome, {
    settling: { place, journalOptions: journalOptions === "unkept" ? undefined : journalOptions },
  }).message;
}

describe("a call of which nobody knows whether it ran", () => {
  test("is told with what happened first, and with the commands that look and that settle it", () => {
    expect(
      messageOf({
        search: searchOf("a1"),
      }),
    ).toBe(`NCF_OUTCOME_UNKNOWN: nobody can tell whether db/migrate ran: connection reset
  Found: activation a1 may be it
  hint: it is not called again before this is settled; a further up only looks once more
  Look: npx ncf resolve one --project shop --stack prod
  It ran: npx ncf resolve one --project shop --stack prod --ran a1
  It did not run: npx ncf resolve one --project shop --stack prod --did-not-run
  In the console: Services > Compute > Cloud Functions > Action > migrate, its activations
  A run of it would have ended and be seen by 2026-11-24T03:18:07.000Z
  In the stack, for good: onUnknown: adopt takes the one run that may be it, onUnknown: reinvoke calls again`);
  });

  test("has a command for each run that may be it, five at most", () => {
    const text = messageOf({ search: searchOf(..."abcdefg") });
    expect(text.match(/^ {2}It ran: .*$/gm)).toHaveLength(5);
  });

  test("has commands that find a journal at another place, and says how to give an id where none was seen", () => {
    const text = messageOf({ search: searchOf() }, ["--journal", "/my state/j.jsonl"]);
    expect(text).toContain(
      "Look: npx ncf resolve one --project shop --stack prod --journal '/my state/j.jsonl'\n",
    );
    expect(text).toContain("/my state/j.jsonl' --ran ACTIVATION-ID\n");
  });

  test("is to be looked at before the next up where no journal is kept", () => {
    const text = messageOf({ search: searchOf("a1") }, "unkept");
    expect(text).toBe(`NCF_OUTCOME_UNKNOWN: nobody can tell whether db/migrate ran: connection reset
  Found: activation a1 may be it
  hint: look before the next up: no journal is kept (NCF_JOURNAL=off), so it calls again
  In the console: Services > Compute > Cloud Functions > Action > migrate, its activations
  A run of it would have ended and be seen by 2026-11-24T03:18:07.000Z
  It ran: in a program, take that run over with the option import: db/migrate/a1
  It did not run: run up again, which calls`);
  });

  test("and that is known to have run with other credentials is not to be settled, but compared or taken over", () => {
    const text = messageOf({ reason: "made with other credentials", earlierId: "a1" });
    expect(text).toContain("run up with the credentials that the earlier call was made with\n");
    expect(text).toContain("the option import: db/migrate/a1");
    expect(text).not.toContain("ncf resolve");
  });
});
