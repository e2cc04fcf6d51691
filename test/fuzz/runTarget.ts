import { NcfError } from "../../src/diagnostics/ncfError.ts";
import type { FuzzTarget, OpenFuzzTarget } from "./FuzzTarget.ts";
import { Random } from "./Random.ts";

/** An input takes more processor time than this only when something is wrong, milliseconds. */
const mostMs = 1000;
/** An input that waits for longer than this does not come to an end, milliseconds. Other processes may have the processor meanwhile. */
const mostWaitMs = 60_000;
/** An input that seems to be slow is tried again so often: garbage of earlier inputs may have been collected. */
const slowTries = 3;
const mostFindings = 5;

/** Which inputs to make. */
export interface FuzzChoice {
  readonly count: number;
  readonly seed: number;
  /** Number of the first one. @default 0 */
  readonly from?: number;
  /** Called with the number of each input before it is made. */
  readonly onInput?: (number: number) => void;
}

/** What came of a run. */
export interface FuzzResult {
  readonly inputs: number;
  /** Longest processor time of one input, milliseconds. */
  readonly longestMs: number;
  readonly seconds: number;
  /** With the number of the input. */
  readonly findings: readonly string[];
}

/** Gives inputs to a target, and finds those that throw, take more than a second, leave a rejection unhandled or break its law. */
export async function runTarget(target: FuzzTarget, choice: FuzzChoice): Promise<FuzzResult> {
  const { count, seed, from = 0, onInput = () => {} } = choice;
  const findings: string[] = [];
  let number = from;
  const find = (what: string): void => void findings.push(`input ${number}: ${what}`);
  const onRejection = (reason: unknown): void => find(`unhandled rejection: ${describe(reason)}`);
  process.on("unhandledRejection", onRejection);
  const startedAt = performance.now();
  let longestMs = 0;
  const opened = await target.open();
  try {
    for (; number < from + count && findings.length < mostFindings; number += 1) {
      onInput(number);
      let took = await timed(opened, seed, number, find);
      for (let tries = 1; tries < slowTries && took > mostMs; tries += 1)
        took = Math.min(took, await timed(opened, seed, number, () => {}));
      if (took > mostMs) find(`took ${Math.round(took)} ms`);
      longestMs = Math.max(longestMs, took);
      // Rejections are reported between two turns of the event loop.
      if (number % 1024 === 0) await new Promise(setImmediate);
    }
    await new Promise(setImmediate);
  } finally {
    await opened.close?.();
    process.off("unhandledRejection", onRejection);
  }
  return { inputs: number - from, longestMs, seconds: (performance.now() - startedAt) / 1000, findings };
}

async function timed(
  opened: OpenFuzzTarget,
  seed: number,
  number: number,
  find: (what: string) => void,
): Promise<number> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  try {
    const problem = opened.run(new Random(seed, number));
    const found = problem instanceof Promise ? await problem : problem;
    if (found !== undefined) find(found);
  } catch (error) {
    find(describe(error));
  }
  const { user, system } = process.cpuUsage(before);
  const waitedMs = performance.now() - startedAt;
  return waitedMs > mostWaitMs ? waitedMs : Math.min(waitedMs, (user + system) / 1000);
}

function describe(error: unknown): string {
  if (NcfError.is(error)) return `threw ${error.code}: ${error.reason}`;
  return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
