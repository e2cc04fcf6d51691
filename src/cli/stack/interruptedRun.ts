import { callStates, type Row, stepStates } from "../views/rows.ts";
import { countText } from "../views/text.ts";
import type { InterruptTexts } from "../withInterrupts.ts";

const mostNames = 3;

/**
 * Returns what is said of an interrupt of a run.
 * @param rows - Returns the resources as they are now.
 * @param write - Writes a line beside what is shown of the run.
 */
export function interruptTexts(rows: () => readonly Row[], write: (line: string) => void): InterruptTexts {
  return {
    write,
    waitingFor: () => {
      // A check is not waited for.
      const calls = rows().filter(({ state }) => callStates.has(state));
      const others = rows().filter(({ state }) => stepStates.has(state));
      const texts = [
        ...(calls.length === 0 ? [] : [`${countText(calls.length, "call")} in flight (${namesText(calls)})`]),
        ...(others.length === 0 ? [] : [`${countText(others.length, "step")} (${namesText(others)})`]),
      ];
      return texts.length === 0 ? undefined : texts.join(" and ");
    },
    end: (isStoppedNow) => endText(rows(), isStoppedNow),
  };
}

function endText(rows: readonly Row[], isStoppedNow: boolean): string {
  const open = rows.filter(({ startedAt, endedAt }) => startedAt !== undefined && endedAt === undefined);
  if (isStoppedNow && open.length > 0) {
    return `Stopped: results that were not saved: ${namesText(open)}. The next run searches for their calls before it makes any.`;
  }
  const failed = rows.filter(({ state }) => state === "failed").length;
  const done = rows.filter(({ endedAt }) => endedAt !== undefined).length - failed;
  const waiting = rows.length - failed - done;
  const counts = [
    `${done} done`,
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(waiting === 0 ? [] : [`${waiting} not finished`]),
  ];
  return `Interrupted: ${counts.join(", ")}. To continue, run the same command again; calls that succeeded are not repeated.`;
}

function namesText(rows: readonly Row[]): string {
  const names = rows.slice(0, mostNames).map(({ name }) => name);
  return rows.length > mostNames ? `${names.join(", ")}, …` : names.join(", ");
}
