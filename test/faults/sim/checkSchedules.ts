import * as fc from "fast-check";
import type { Schedule } from "./Schedule.ts";
import { schedules } from "./schedules.ts";
import { type Played, runSchedule } from "./runSchedule.ts";
import type { Variant } from "./SimStack.ts";

/** Which schedules to play. */
export interface Choice {
  readonly count: number;
  readonly seed: number;
  /** Where in that row of schedules to begin, as a report of an earlier failure has it. */
  readonly path?: string | undefined;
  /** Whether a failure is traced to the shortest schedule that shows it. */
  readonly isShrinking: boolean;
  readonly variant?: Variant;
  /** Which of them to play. @default all */
  readonly only?: ((schedule: Schedule) => boolean) | undefined;
  /** Takes what came of each. */
  readonly onPlayed?: ((played: Played) => void) | undefined;
}

/** Plays random schedules until one breaks a promise, and says which, how to have it again, and what happened in it. */
export async function checkSchedules(choice: Choice): Promise<string | undefined> {
  const { count, seed, path, isShrinking, variant, only = () => true, onPlayed } = choice;
  const holds = fc.asyncProperty(schedules.filter(only), async (schedule) => {
    const played = await runSchedule(schedule, variant);
    onPlayed?.(played);
    return played.problems.length === 0;
  });
  const details = await fc.check(holds, {
    numRuns: count,
    seed,
    endOnFailure: !isShrinking,
    ...(path === undefined ? {} : { path }),
  });
  if (!details.failed) return undefined;
  const [schedule] = details.counterexample ?? [];
  if (schedule === undefined) return `it ended early: ${String(details.errorInstance)}`;
  const { problems, trace } = await runSchedule(schedule, variant);
  // It threw, where nothing else is wrong.
  const error = problems.length > 0 ? [] : [String(details.errorInstance)];
  return [
    ...problems,
    ...error,
    "",
    `Again: NCF_FAULT_SEED=${seed} NCF_FAULT_PATH=${details.counterexamplePath} npx vitest run --project faults randomSchedules`,
    "",
    ...setting(schedule),
    ...trace,
  ].join("\n");
}

function setting({ seed, service, store, actions, resources }: Schedule): readonly string[] {
  return [
    `chance: ${seed}`,
    `service: ${JSON.stringify(service)}`,
    `journal: ${JSON.stringify(store)}`,
    ...actions.map((action, index) => `action a${index}: ${JSON.stringify(action)}`),
    ...resources.map((resource, index) => `resource r${index}: ${JSON.stringify(resource)}`),
  ];
}
