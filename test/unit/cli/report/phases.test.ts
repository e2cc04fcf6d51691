import { expect, test } from "vitest";
import { criticalPath } from "../../../../src/cli/report/criticalPath.ts";
import { phasesOf } from "../../../../src/cli/report/phases.ts";
import { sampleResource, sampleRun, startedAt } from "./sampleRun.ts";

const endedAt = startedAt + 1000;

test("a call with a retry waits for a slot, writes the journal, is posted, pauses, and is posted again", () => {
  const phases = phasesOf(sampleResource("one", { from: 0, to: 1000 }), { endedAt });
  expect(phases.map(({ kind, from, to }) => [kind, from - startedAt, to - startedAt])).toEqual([
    ["slot", 0, 100],
    ["journal", 100, 200],
    ["post", 200, 400],
    ["pause", 400, 600],
    ["post", 600, 900],
    ["journal", 900, 1000],
  ]);
});

test("a call that was under way when the run ended lasts until then", () => {
  const { endedAt: _end, ...open } = sampleResource("one", {
    from: 0,
    events: [{ kind: "following", at: startedAt + 300, activationId: "a1", untilAt: startedAt + 9000 }],
  });
  expect(phasesOf(open, { endedAt })).toEqual([{ kind: "follow", from: startedAt + 300, to: endedAt }]);
});

test("a check is posted and pauses, and writes no journal", () => {
  const check = sampleResource("smoke", {
    from: 0,
    to: 500,
    type: "ncf:ActionCheck",
    events: [
      { kind: "acquired", at: startedAt },
      { kind: "posting", at: startedAt + 10, attempt: 1 },
      { kind: "posted", at: startedAt + 100, attempt: 1, status: 200 },
      {
        kind: "checking",
        at: startedAt + 100,
        calls: 1,
        mostCalls: 3,
        successes: 0,
        successesNeeded: 1,
        isRepeated: false,
        untilAt: startedAt + 9000,
        reason: "no",
      },
      { kind: "checked", at: startedAt + 500, isHealthy: false, calls: 1, duration: 400 },
    ],
  });
  expect(phasesOf(check, { endedAt }).map(({ kind }) => kind)).toEqual(["post", "interval"]);
});

test("a command is one step, and a resource that was not reached takes no time", () => {
  const command = sampleResource("build", { type: "command:local:Command", events: [] });
  expect(phasesOf(command, { endedAt }).map(({ kind }) => kind)).toEqual(["step"]);
  const { startedAt: _start, endedAt: _end, ...never } = sampleResource("late", { events: [] });
  expect(phasesOf({ ...never, outcome: "notReached" }, { endedAt })).toEqual([]);
});

const diamond = [
  sampleResource("config", { from: 0, to: 100 }),
  sampleResource("fast", { from: 110, to: 150, after: ["config"] }),
  sampleResource("slow", { from: 110, to: 800, after: ["config"] }),
  sampleResource("last", { from: 810, to: 900, after: ["fast", "slow"] }),
  sampleResource("alone", { from: 0, to: 850 }),
];

test("the critical path leads from the resource that ended last over those it waited for", () => {
  expect(criticalPath(sampleRun(diamond))).toEqual(["config", "slow", "last"]);
});

test("the critical path of a deletion leads over the dependents", () => {
  const resources = [
    sampleResource("base", { from: 500, to: 900, outcome: "removed" }),
    sampleResource("top", { from: 0, to: 490, outcome: "removed", after: ["base"] }),
  ];
  expect(criticalPath(sampleRun(resources, { kind: "destroy" }))).toEqual(["top", "base"]);
});

test("a record whose resources wait for each other in a circle has a path that ends", () => {
  const circle = [sampleResource("a", { after: ["b"] }), sampleResource("b", { after: ["a"] })];
  expect(criticalPath(sampleRun(circle))).toHaveLength(2);
});

test("a run in which nothing was worked on has no critical path", () => {
  expect(criticalPath(sampleRun([sampleResource("one", { outcome: "unchanged" })]))).toEqual([]);
});
