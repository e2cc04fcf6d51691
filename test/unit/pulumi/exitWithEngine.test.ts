import { beforeEach, expect, test } from "vitest";
import type { RunningProcess } from "../../../src/ports/processes.ts";
import { exitWithEngine } from "../../../src/pulumi/exitWithEngine.ts";
import { processTable, type Processes } from "./processTable.ts";

const enginePid = 20;
const withEngine: Processes = {
  40: ["node /sdk/cmd/dynamic-provider/index.js 127.0.0.1:1", 30],
  30: ["sh /sdk/pulumi-resource-pulumi-nodejs 127.0.0.1:1", enginePid],
  [enginePid]: ["pulumi up", 1],
  1: ["init", 0],
};

let processes: Processes;
let restartedAt: string | undefined;
let looks: (() => void)[];
let leftTimes: number;
let goneTimes: number;
let isProvider: boolean;
let endStep: (error?: Error) => void;
let quick: () => Promise<void>;
let slow: () => Promise<void>;
beforeEach(() => {
  processes = withEngine;
  restartedAt = undefined;
  looks = [];
  leftTimes = 0;
  goneTimes = 0;
  isProvider = true;
  const count = exitWithEngine({
    engine: () => (isProvider ? at(enginePid) : undefined),
    processTable: () => ({ at }),
    checkEvery: (_periodMs, look) => looks.push(look),
    exit: () => (leftTimes += 1),
    onEngineGone: () => (goneTimes += 1),
  });
  quick = count(async () => {});
  slow = count(
    () =>
      new Promise((resolve, reject) => {
        endStep = (error) => (error === undefined ? resolve() : reject(error));
      }),
  );
});

function at(pid: number): RunningProcess | undefined {
  const found = processTable(40, processes).at(pid);
  if (found === undefined || pid !== enginePid || restartedAt === undefined) return found;
  return { ...found, startedAt: restartedAt };
}

const look = (): void => looks.forEach((one) => one());

/** The engine is killed, and the launcher taken over by the first process. */
function killEngine(): void {
  const { [enginePid]: _engine, 30: launcher, ...others } = withEngine;
  processes = { ...others, 30: [launcher?.[0] ?? "", 1] };
}

test("nothing is watched before the first step, and one watch does for all", async () => {
  expect(looks).toHaveLength(0);
  await quick();
  await quick();
  expect(looks).toHaveLength(1);
});

test("the process stays as long as its engine does, and leaves when that is gone", async () => {
  await quick();
  look();
  expect(leftTimes).toBe(0);
  killEngine();
  look();
  expect(leftTimes).toBe(1);
});

test("another process that got the engine's number is not the engine", async () => {
  await quick();
  restartedAt = "boot 99";
  look();
  expect(leftTimes).toBe(1);
});

test.each([["well"], ["badly"]])(
  "a step in flight runs to its end, which is %s, before the process leaves",
  async (how) => {
    await quick();
    const first = slow();
    const endFirst = endStep;
    const second = slow().catch(() => "failed");
    killEngine();
    look();
    endFirst();
    await first;
    look();
    expect(leftTimes).toBe(0);
    endStep(how === "badly" ? new Error("no") : undefined);
    await second;
    look();
    expect(leftTimes).toBe(1);
  },
);

test("a program that is not a provider process is never ended", async () => {
  isProvider = false;
  await quick();
  expect(looks).toHaveLength(0);
});

test("steps in flight are stopped when the engine dies, so that they start nothing more", async () => {
  const step = slow();
  look();
  expect(goneTimes).toBe(0);
  killEngine();
  look();
  expect([goneTimes, leftTimes]).toEqual([1, 0]);
  endStep();
  await step;
  look();
  expect([goneTimes, leftTimes]).toEqual([1, 1]);
});
