import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeRun } from "../../../../src/emulator/containers/judgeRun.ts";

describe("judgeRun", () => {
  test("calls a run successful exactly when its object has no top-level error", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("error", "a", "b"), fc.jsonValue()), (result) => {
        const json = JSON.stringify(result);
        const judged = judgeRun({ kind: "ended", how: "returned", json });
        const { error } = JSON.parse(json) as { error?: unknown };
        expect(judged).toEqual(
          error === undefined
            ? { status: "success", success: true, result: JSON.parse(json) as unknown }
            : { status: "application error", success: false, result: { error } },
        );
      }),
    );
  });

  test("reports that the memory was exhausted", () => {
    expect(judgeRun({ kind: "died", isOutOfMemory: true }).result).toEqual({
      error: "The action exhausted its memory and was aborted.",
    });
  });
});
