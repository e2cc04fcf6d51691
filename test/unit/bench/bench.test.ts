import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { childTimeMs, measureCommand } from "../../../bench/command.ts";
import { duration, markdownTable, replaceSection } from "../../../bench/markdown.ts";
import { interleave, medianRatio, quantile } from "../../../bench/rounds.ts";
import { rows } from "../../../bench/rows.ts";

const node = (source: string) => ({
  program: process.execPath,
  args: ["-e", source],
  cwd: "/",
  env: { PATH: process.env["PATH"] },
});

describe("a measured command", () => {
  test("counts the processor time of its descendants", async () => {
    const busy = "while (process.cpuUsage().user < 300_000);";
    const child = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(busy)}])`;
    const { wallMs, cpuMs } = await measureCommand(node(child));
    expect(cpuMs).toBeGreaterThanOrEqual(300);
    expect(wallMs).toBeGreaterThan(0);
  });

  test("fails with the exit code and what the command wrote", async () => {
    await expect(measureCommand(node("console.error('no such stack'); process.exit(6)"))).rejects.toThrow(
      /ended with 6:\nno such stack/,
    );
  });

  test("fails when one of several runs fails", async () => {
    await expect(measureCommand(node("process.exit(3)"), { repeats: 2 })).rejects.toThrow(/ended with 3/);
  });

  test("ends a process that outlives it and holds its output open", async () => {
    const source = `
      const { spawn } = require("node:child_process");
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" });
      process.exit(4);`;
    await expect(measureCommand(node(source))).rejects.toThrow(/ended with 4/);
  });

  test("reads the times of the children, not of the shell", () => {
    expect(childTimeMs("0m9.000s 0m9.000s\n1m2.500s 0m0.250s\n")).toBe(62_750);
    expect(() => childTimeMs("")).toThrow("printed no times");
  });
});

describe("rounds", () => {
  test("run every contestant once, in reverse order every second round", async () => {
    const order: string[] = [];
    const run = (name: string) => async () => order.push(name);
    const results = await interleave(3, { a: run("a"), b: run("b") });
    expect(order.join("")).toBe("abbaab");
    expect(results).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
  });

  test("compare values of the same round", () => {
    // A machine that is ten times slower in one round does not change a ratio.
    expect(medianRatio([2, 20, 2.2], [1, 10, 1])).toBe(2);
    expect(() => medianRatio([1], [])).toThrow("lacks a contestant");
  });

  test("have the upper of two medians", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(3);
    expect(() => quantile([], 0.5)).toThrow("no value");
  });
});

describe("the page", () => {
  const page = readFileSync(new URL("../../../docs/performance.md", import.meta.url), "utf8");

  test.each(rows.map(({ name }) => name))("has a section for the row %s", (name) => {
    expect(replaceSection(page, name, "new")).toContain(
      `<!-- bench:${name} -->\n\nnew\n\n<!-- /bench:${name} -->`,
    );
  });

  test("keeps everything outside the section that is replaced", () => {
    const before = "a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb";
    const after = "a\n<!-- bench:x -->\n\nnew\n\n<!-- /bench:x -->\nb";
    expect(replaceSection(before, "x", "new")).toBe(after);
    expect(replaceSection(after, "x", "new")).toBe(after);
  });

  test("refuses a row that it has no section for", () => {
    expect(() => replaceSection(page, "nosuch", "")).toThrow("bench:nosuch");
  });

  test("shows aligned tables and short durations", () => {
    expect(markdownTable(["what", "time"], [["`up`", duration(1234)]])).toBe(
      "| what |   time |\n| ---- | -----: |\n| `up` | 1.23 s |",
    );
    expect([0.045, 0.25, 45, 250, 12_345].map(duration)).toEqual([
      "45 µs",
      "0.25 ms",
      "45 ms",
      "0.25 s",
      "12.3 s",
    ]);
  });
});
