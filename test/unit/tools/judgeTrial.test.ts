import { describe, expect, it } from "vitest";
import { judgeTrial } from "../../../tools/reliability/judgeTrial.js";
import type { Seen } from "../../../tools/reliability/runTrial.js";
import { scheduleTable, sumTable } from "../../../tools/reliability/tables.js";

type SeenStart = Seen["starts"][number];
const succeeded = { isSuccess: true };
const failed = { isSuccess: false };
const judge = (...starts: SeenStart[]) => judgeTrial({ posts: 0, starts });

describe("a call", () => {
  it.each<[string, SeenStart[], ReturnType<typeof judge>]>([
    ["right", [{ report: "succeeded", runs: [succeeded] }], { runs: 1, isLost: false, told: "right" }],
    ["right", [{ report: "notDone", runs: [failed] }], { runs: 1, isLost: false, told: "right" }],
    ["unknown", [{ report: "pending", runs: [succeeded] }], { runs: 1, isLost: false, told: "unknown" }],
    ["not run", [{ report: "notDone", runs: [] }], { runs: 0, isLost: false, told: "notRun" }],
  ])("is %s when what was told is so", (_words, starts, verdict) => {
    expect(judge(...starts)).toEqual(verdict);
  });

  it.each<[string, SeenStart[]]>([
    ["done, and was not", [{ report: "succeeded", runs: [] }]],
    ["done, and had failed", [{ report: "succeeded", runs: [failed] }]],
    ["not done, and was", [{ report: "notDone", runs: [succeeded] }]],
    [
      "not done at first, and was",
      [
        { report: "notDone", runs: [succeeded] },
        { report: "succeeded", runs: [succeeded, succeeded] },
      ],
    ],
  ])("is lost when it is told to be %s", (_words, starts) => {
    expect(judge(...starts).isLost).toBe(true);
  });

  it("that ran twice is counted as such, and is not lost for that", () => {
    const twice = { report: "succeeded", runs: [succeeded, succeeded] } as const;
    expect(judge({ ...twice, runs: [...twice.runs] })).toEqual({ runs: 2, isLost: false, told: "right" });
  });
});

describe("the tables", () => {
  const right = { runs: 1, isLost: false, told: "right" } as const;
  const twice = { runs: 2, isLost: true, told: "right" } as const;
  const unknown = { runs: 0, isLost: false, told: "unknown" } as const;

  it("count a call that ran twice and is lost in both columns, and in no other", () => {
    const [, , row] = sumTable(new Map([["curl", [right, twice, unknown]]])).split("\n");
    expect(row?.split("|").map((cell) => cell.trim())).toEqual(
      ["", "curl", "3", "1", "1", "1", "0", "1", ""], // calls, more than once, lost, unknown, not run, right
    );
  });

  it("say how the calls of a schedule ended, and how many where they ended differently", () => {
    const cells = [
      [right, right],
      [right, twice],
    ];
    const [, , row] = scheduleTable([{ name: "reset", cells }], ["ours", "curl"]).split("\n");
    expect(row?.split("|").map((cell) => cell.trim())).toEqual([
      "",
      "reset",
      "right",
      "1 × right; 1 × **ran 2 times, lost**",
      "",
    ]);
  });
});
