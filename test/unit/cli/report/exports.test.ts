import { expect, test } from "vitest";
import { compareRuns } from "../../../../src/cli/report/compareRuns.ts";
import { junitXml } from "../../../../src/cli/report/junit.ts";
import { perfettoTrace } from "../../../../src/cli/report/perfetto.ts";
import { durationText, ticksOf, utcText } from "../../../../src/cli/report/times.ts";
import { hostileRun, sampleResource, sampleRun, startedAt } from "./sampleRun.ts";

const failure = {
  code: "NCF_ACTION_FAILED",
  reason: "db/migrate failed",
  hint: "correct it",
  details: ["logs: none"],
};
const mixed = sampleRun(
  [
    sampleResource("one"),
    sampleResource("two", { outcome: "failed" }),
    sampleResource("three", { outcome: "unknown" }),
    sampleResource("four", { outcome: "notReached" }),
  ],
  {
    result: "failed",
    failures: [
      { name: "two", ...failure, file: "stack.yaml", line: 3, column: 1 },
      { ...failure, code: "NCF_ENGINE_FAILED" },
    ],
  },
);

test("JUnit XML has a failure, an error and a skipped case, and a case for what concerns no resource", () => {
  const xml = junitXml(mixed);
  expect(xml).toContain('tests="5" failures="1" errors="2" skipped="1" time="1.000"');
  expect(xml).toContain(
    '<testcase classname="db/migrate" name="two" time="0.500" file="stack.yaml" line="3">',
  );
  expect(xml).toContain('<failure type="NCF_ACTION_FAILED" message="db/migrate failed">');
  expect(xml).toContain('name="the run"');
});

test("JUnit XML of hostile text has the elements of JUnit only, and characters of XML only", () => {
  const xml = junitXml(hostileRun());
  const names = [...xml.matchAll(/<\/?([\w?!-]+)/g)].map(([, name]) => name);
  expect(new Set(names)).toEqual(
    new Set(["?xml", "testsuites", "testsuite", "testcase", "failure", "error", "system-out"]),
  );
  expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
});

test("a trace for Perfetto has a track for each resource, slices inside their resource, and arrows", () => {
  const run = sampleRun([
    sampleResource("one", { from: 0, to: 400 }),
    sampleResource("two", { from: 410, to: 900, after: ["one"] }),
  ]);
  const { traceEvents } = JSON.parse(perfettoTrace(run)) as {
    readonly traceEvents: readonly {
      ph: string;
      tid: number;
      ts: number;
      dur: number;
      cat?: string;
      name: string;
    }[];
  };
  const slices = traceEvents.filter(({ ph }) => ph === "X");
  const steps = slices.filter(({ cat }) => cat === "resource");
  expect(steps.map(({ tid, ts, dur }) => [tid, ts, dur])).toEqual([
    [1, 0, 400_000],
    [2, 410_000, 490_000],
  ]);
  for (const slice of slices) {
    const step = steps.find(({ tid }) => tid === slice.tid);
    expect(slice.ts).toBeGreaterThanOrEqual(step?.ts ?? Infinity);
    expect(slice.ts + slice.dur).toBeLessThanOrEqual((step?.ts ?? 0) + (step?.dur ?? 0));
  }
  expect(traceEvents.filter(({ ph }) => ph === "s" || ph === "f").map(({ tid }) => tid)).toEqual([1, 2]);
});

test("a comparison tells what is new, gone, ended otherwise, slower, or was given something else", () => {
  const before = sampleRun([
    sampleResource("same"),
    sampleResource("gone"),
    sampleResource("healed", { outcome: "failed" }),
    sampleResource("slow", { from: 0, to: 400 }),
    sampleResource("given", { params: { value: { version: 1 } } }),
    sampleResource("kept"),
  ]);
  const now = sampleRun([
    sampleResource("same"),
    sampleResource("fresh"),
    sampleResource("healed"),
    sampleResource("slow", { from: 0, to: 3000 }),
    sampleResource("given", { params: { value: { version: 2 } } }),
    sampleResource("kept", { outcome: "unchanged" }),
  ]);
  expect(compareRuns(now, before)).toEqual([
    { name: "fresh", changes: ["new in this run"] },
    { name: "healed", changes: ["failed → succeeded"] },
    { name: "slow", changes: ["slower: 400 ms → 3.0 s"] },
    { name: "given", changes: ["other params"] },
    { name: "gone", changes: ["not in this run"] },
  ]);
});

test("durations are short, and times are in UTC", () => {
  expect([412, 4100, 59_949, 59_950, 125_000, 3_780_000].map(durationText)).toEqual([
    "412 ms",
    "4.1 s",
    "59.9 s",
    "1 min",
    "2 min 5 s",
    "1 h 3 min",
  ]);
  expect(utcText(startedAt)).toBe("2026-12-01 09:30:00 UTC");
  expect(utcText(Infinity)).toBe("Infinity");
});

test.each([1, 90, 999, 4100, 61_000, 7_200_000, 400_000_000])(
  "an axis of %s ms has at most eight round marks",
  (ms) => {
    const ticks = ticksOf(ms);
    expect(ticks[0]).toBe(0);
    expect(ticks.length).toBeLessThanOrEqual(8);
    expect(ticks.at(-1)).toBeLessThanOrEqual(ms);
  },
);
