import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contestants, oursAsContestants } from "../../../tools/reliability/contestants.js";
import { schedules } from "../../../tools/reliability/schedules.js";
import { sumHead } from "../../../tools/reliability/tables.js";

const page = readFileSync(new URL("../../../docs/reliability.md", import.meta.url), "utf8");
const measured = page.slice(page.indexOf("<!-- measured -->"), page.indexOf("<!-- end of measured -->"));
const [sums = [], cells = []] = measured
  .split("\n\n")
  .filter((part) => part.startsWith("|"))
  .map(rowsOf);
const names = contestants.map(({ name }) => name);

function rowsOf(table: string): string[][] {
  const lines = table.trim().split("\n");
  return lines
    .filter((_, index) => index !== 1)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("the measured tables of docs/reliability.md", () => {
  test("have every caller and every schedule, and no other", () => {
    expect(sums[0]).toEqual(sumHead);
    expect(sums.slice(1).map(([name]) => name)).toEqual(names);
    expect(cells[0]).toEqual(["schedule", ...names]);
    expect(cells.slice(1).map(([name]) => name)).toEqual(schedules.map(({ name }) => name));
    expect(cells.flat().filter((cell) => cell === "")).toEqual([]);
  });

  test("count as many calls for everybody, each schedule several times", () => {
    const counts = sums.slice(1).map(([, calls]) => Number(calls) / schedules.length);
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeGreaterThanOrEqual(3);
  });

  test.each(oursAsContestants.map(({ name }) => name))(
    "show no call of %s that ran twice or is lost",
    (name) => {
      const row = sums.find(([caller]) => caller === name) ?? [];
      expect([row[sumHead.indexOf("ran more than once")], row[sumHead.indexOf("lost")]]).toEqual(["0", "0"]);
    },
  );
});

test("the schedules have names of their own", () => {
  expect(new Set(schedules.map(({ name }) => name)).size).toBe(schedules.length);
});

test("the action that the page shows is the one of the example", () => {
  const action = readFileSync(
    new URL("../../../stacks/charge-once/actions/charge.js", import.meta.url),
    "utf8",
  );
  expect(page).toContain(`\`\`\`js\n${action}\`\`\``);
});
