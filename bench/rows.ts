import type { Row } from "./bench.ts";
import { callRow } from "./callRow.ts";
import { deploymentRow } from "./deploymentRow.ts";
import { journalRow } from "./journalRow.ts";
import { memoryRow } from "./memoryRow.ts";
import { startRow } from "./startRow.ts";
import { stateRow } from "./stateRow.ts";
import { storesRow } from "./storesRow.ts";

const rounds = 7;
const roundsOfMany = 3;

/** All rows, in the order of the page. */
export const rows: readonly Row[] = [
  startRow,
  deploymentRow({ name: "first", shape: { count: 1 }, rounds, steps: ["first"] }),
  deploymentRow({ name: "one", shape: { count: 1 }, rounds, goal: 1.3 }),
  deploymentRow({ name: "ten", shape: { count: 10 }, rounds, goal: 1.3 }),
  deploymentRow({
    name: "thousand",
    shape: { count: 1_000, isEach: true },
    rounds: roundsOfMany,
    goal: 1.4,
    terraformGoal: 3,
  }),
  deploymentRow({ name: "declared", shape: { count: 1_000 }, rounds: roundsOfMany, goal: 1.4 }),
  deploymentRow({
    name: "schema",
    shape: { count: 1_000, isEach: true, hasSchema: true },
    rounds: roundsOfMany,
  }),
  callRow,
  stateRow,
  memoryRow,
  journalRow,
  storesRow,
];
