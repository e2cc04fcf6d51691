import { describe, expect, it } from "vitest";
import { brokenPromises } from "../../../tools/reliability/brokenPromises.js";

const succeeded = { isSuccess: true };
const failed = { isSuccess: false };

describe("brokenPromises", () => {
  it.each([
    { runs: [succeeded], reported: "succeeded" },
    { runs: [failed], reported: "failed" },
    { runs: [], reported: "notRun" },
    { runs: [succeeded], reported: "pending" },
    { runs: [], reported: "unknown" },
    { runs: [failed], reported: "unknown" },
  ] as const)("finds none where what is reported is what happened: $reported", (seen) => {
    expect(brokenPromises([{ name: "one", ...seen }])).toEqual([]);
  });

  it.each([
    { runs: [], reported: "succeeded", problem: "one is reported as succeeded, and did not run" },
    { runs: [failed], reported: "succeeded", problem: "one is reported as succeeded, and failed" },
    { runs: [succeeded], reported: "failed", problem: "one is reported as failed, and succeeded" },
    { runs: [], reported: "failed", problem: "one is reported as failed, and did not run" },
    { runs: [succeeded], reported: "notRun", problem: "one is reported as notRun, and succeeded" },
    { runs: [], reported: "pending", problem: "one is reported as pending, and did not run" },
    { runs: [succeeded, succeeded], reported: "succeeded", problem: "one ran 2 times" },
    { runs: [failed, succeeded], reported: "unknown", problem: "one ran 2 times" },
  ] as const)("finds that $problem", ({ problem, ...seen }) => {
    expect(brokenPromises([{ name: "one", ...seen }])).toEqual([problem]);
  });

  it("finds that the run that is told is another one", () => {
    const runs = [{ isSuccess: true, activationId: "a" }];
    const seen = { name: "one", runs, reported: "succeeded" } as const;
    expect(brokenPromises([{ ...seen, activationId: "a" }])).toEqual([]);
    expect(brokenPromises([{ ...seen, activationId: "b" }])).toEqual([
      "one is reported as activation b, which is no run of it",
    ]);
  });

  it("finds that the exit code hides what did not succeed", () => {
    const one = { name: "one", runs: [], reported: "unknown" } as const;
    expect(brokenPromises([one], { exitCode: 5 })).toEqual([]);
    expect(brokenPromises([one], { exitCode: 0 })).toEqual([
      "the exit code is 0, and one is reported as unknown",
    ]);
  });

  it("lets an action run as often as the user asked for it, and no more", () => {
    const seen = { name: "one", reported: "unknown", allowedRuns: 2 } as const;
    expect(brokenPromises([{ ...seen, runs: [failed, succeeded] }])).toEqual([]);
    const runs = [failed, succeeded, succeeded];
    expect(brokenPromises([{ ...seen, runs }])).toEqual(["one ran 3 times"]);
  });

  it("finds a secret wherever it lies", () => {
    const texts = [
      { where: "the state", text: "{}" },
      { where: "the journal", text: "…hush…" },
    ];
    expect(brokenPromises([], { canary: "hush", texts })).toEqual(["the canary is in the journal"]);
  });
});
