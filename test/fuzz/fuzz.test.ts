import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rowsOf } from "../../tools/reliability/recordTable.js";
import type { FuzzTarget } from "./FuzzTarget.ts";
import { runTarget } from "./runTarget.ts";
import { fuzzTargets } from "./targets/index.ts";

const count = Number(process.env["NCF_FUZZ_INPUTS"] ?? 1500);
const seed = Number(process.env["NCF_FUZZ_SEED"] ?? 2026);
const target = (law: string, run: (number: number) => string | undefined): FuzzTarget => {
  let number = 0;
  return { name: "made for a test", law, open: async () => ({ run: () => run(number++) }) };
};

test.each(fuzzTargets.map((one) => [one.name, one] as const))(
  `${count} random %s break nothing, NCF_FUZZ_SEED=${seed}`,
  async (_name, one) => {
    const { findings, inputs } = await runTarget(one, { count: Math.ceil(count * (one.share ?? 1)), seed });
    expect(findings).toEqual([]);
    expect(inputs).toBeGreaterThan(0);
  },
  120_000,
);

test("an input that throws, one that breaks the law and one that leaves a rejection behind are found, with their numbers", async () => {
  const broken = target("", (number) => {
    if (number === 1) throw new TypeError("x is not a function");
    if (number === 2) void Promise.reject(new Error("left behind"));
    return number === 3 ? "it is wrong" : undefined;
  });
  const { findings } = await runTarget(broken, { count: 5, seed });
  expect(findings.map((one) => one.split("\n")[0])).toEqual([
    "input 1: threw TypeError: x is not a function",
    "input 3: it is wrong",
    expect.stringContaining("unhandled rejection: threw Error: left behind"),
  ]);
});

test("an input that takes more than a second of the processor each time is found", async () => {
  const slow = target("", () => {
    const before = process.cpuUsage();
    const spentMs = (): number => {
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    };
    while (spentMs() < 1050);
    return undefined;
  });
  const { findings } = await runTarget(slow, { count: 1, seed });
  expect(findings).toEqual([expect.stringMatching(/^input 0: took \d{4} ms$/)]);
});

test("the record of docs/reliability.md has every target, and no finding", () => {
  const rows = rowsOf(readFileSync("docs/reliability.md", "utf8"), "fuzzed");
  expect(rows.map(([name]) => name).sort()).toEqual(fuzzTargets.map(({ name }) => name).sort());
  expect(rows.map(([, , , findings]) => findings)).toEqual(rows.map(() => "0"));
});
