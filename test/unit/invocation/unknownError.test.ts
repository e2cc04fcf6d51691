import { describe, expect, test } from "vitest";
import { outcomeError } from "../../../src/invocation/errors.ts";
import type { Unknown } from "../../../src/model/outcome.ts";

const action = { packageName: "db", actionName: "migrate" };
const key = { project: "shop", stack: "prod", name: "one" };

function searchOf(...activationIds: readonly string[]): NonNullable<Unknown["search"]> {
  const found = activationIds.length === 0 ? "nothing" : `activation ${activationIds[0]} may be it`;
  return { found, activationIds, settledAt: Date.parse("2026-11-24T03:18:07Z") };
}

function messageOf(more: Partial<Unknown>, journalOptions: readonly string[] | "unkept" = []): string {
  const outcome: Unknown = { kind: "unknown", reason: "connection reset", delivery: "sent", ...more };
  return outcomeError(action, outcome, {
    resolve: { key, journalOptions: journalOptions === "unkept" ? undefined : journalOptions },
  }).message;
}

describe("a call with an unknown outcome", () => {
  test("is reported with what happened first, and with the commands that inspect and settle it", () => {
    expect(
      messageOf({
        search: searchOf("a1"),
      }),
    ).toBe(`NCF_OUTCOME_UNKNOWN: unknown whether db/migrate ran: connection reset
  Found: activation a1 may be it
  hint: settle it; until then a further up searches again and does not call the action
  Inspect: ncf resolve one --project shop --stack prod
  It ran: ncf resolve one --project shop --stack prod --ran a1
  It did not run: ncf resolve one --project shop --stack prod --did-not-run
  In the console: Services > Compute > Cloud Functions > Action > migrate, its activations
  If it ran, its activation would be visible by 2026-11-24T03:18:07.000Z
  In the stack: onUnknown: adopt adopts the one run that may be the call's, onUnknown: reinvoke calls again`);
  });

  test("has a command for each run that may be it, five at most", () => {
    const text = messageOf({ search: searchOf(..."abcdefg") });
    expect(text.match(/^ {2}It ran: .*$/gm)).toHaveLength(5);
  });

  test("has commands that find a journal at another location, and explains where to find an id", () => {
    const text = messageOf({ search: searchOf() }, ["--journal", "/my state/j.jsonl"]);
    expect(text).toContain(
      "Inspect: ncf resolve one --project shop --stack prod --journal '/my state/j.jsonl'\n",
    );
    expect(text).toContain("/my state/j.jsonl' --ran ACTIVATION-ID\n");
  });

  test("is to be looked at before the next up where no journal is kept", () => {
    const text = messageOf({ search: searchOf("a1") }, "unkept");
    expect(text).toBe(`NCF_OUTCOME_UNKNOWN: unknown whether db/migrate ran: connection reset
  Found: activation a1 may be it
  hint: check before the next up: the journal is off (NCF_JOURNAL=off), so the next up calls again
  In the console: Services > Compute > Cloud Functions > Action > migrate, its activations
  If it ran, its activation would be visible by 2026-11-24T03:18:07.000Z
  It ran: adopt that run with the resource option import: db/migrate/a1
  It did not run: run up again, which calls the action`);
  });

  test("and that is known to have run with other credentials is not to be settled, but compared or taken over", () => {
    const text = messageOf({ reason: "made with other credentials", earlierId: "a1" });
    expect(text).toContain("run up with the credentials of the earlier call; the action is not called\n");
    expect(text).toContain("the resource option import: db/migrate/a1");
    expect(text).not.toContain("ncf resolve");
  });
});
