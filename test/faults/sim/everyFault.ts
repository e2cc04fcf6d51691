import {
  crashHows,
  crashWhens,
  diskErrors,
  getFaults,
  kindOfStep,
  postFaults,
  storeHows,
} from "./faultPoints.ts";
import { type Played, runSchedule } from "./runSchedule.ts";
import {
  type Course,
  type Event,
  type PostFault,
  type Schedule,
  smooth,
  type StorePlan,
} from "./Schedule.ts";

const days = 24 * 3_600_000;

const stores: readonly StorePlan[] = [
  { kind: "file" },
  { kind: "directory", hasLinks: true },
  { kind: "directory", hasLinks: false },
  { kind: "bucket", conditions: "kept" },
  { kind: "bucket", conditions: "ignored" },
  { kind: "bucket", conditions: "refused" },
];

/** A call whose steps are struck one after the other: its process is the last one that works. */
interface Scene {
  readonly name: string;
  readonly before: readonly Event[];
  readonly resources: number;
  readonly durationMs: number;
  readonly posts: readonly PostFault[];
  readonly only?: StorePlan["kind"];
}

const change: Event = { kind: "change", resource: 0 };
const up: Event = { kind: "up", ...smooth };
const scenes: readonly Scene[] = [
  { name: "a call", before: [], resources: 1, durationMs: 10, posts: [] },
  {
    name: "a call whose response is lost",
    before: [],
    resources: 1,
    durationMs: 10,
    posts: [{ kind: "broken", delivery: "sent", runs: true, lateMs: 1 }],
  },
  { name: "a call that runs for minutes", before: [], resources: 1, durationMs: 120_000, posts: [] },
  {
    name: "a call that starts the next file",
    before: [up, change, up, change, up],
    resources: 3,
    durationMs: 10,
    posts: [],
    only: "file",
  },
  {
    name: "a call after a month",
    before: [up, change, up, change, up, change, up, { kind: "wait", ms: 40 * days }],
    resources: 3,
    durationMs: 10,
    posts: [],
    only: "file",
  },
];

/** What came of all of them. */
export interface EveryFault {
  readonly schedules: number;
  /** Steps that met a fault, by the names of `faultPoints`. */
  readonly hits: ReadonlySet<string>;
  /** Every promise that was broken, with the schedule. */
  readonly problems: readonly string[];
}

/** A scene in a store. */
export interface FaultGroup {
  readonly name: string;
  readonly scene: Scene;
  readonly store: StorePlan;
}

/** Returns every scene in every store. */
export function everyFaultGroups(): readonly FaultGroup[] {
  return scenes.flatMap((scene) =>
    stores
      .filter(({ kind }) => (scene.only ?? kind) === kind)
      .map((store) => ({ name: `${scene.name}, ${JSON.stringify(store)}`, scene, store })),
  );
}

/** Plays a group, once for each step of its process and each fault that the step can meet. */
export async function playGroup(
  { name, scene, store }: FaultGroup,
  isWanted: (number: number) => boolean = () => true,
  mostProblems = Infinity,
): Promise<EveryFault> {
  const hits = new Set<string>();
  const problems: string[] = [];
  let schedules = 0;
  const play = async (course: Partial<Course>): Promise<Played> => {
    const played = await runSchedule(scheduleOf(scene, store, course));
    schedules += 1;
    for (const hit of played.hits) hits.add(hit);
    for (const problem of played.problems) problems.push(`${name}, ${JSON.stringify(course)}: ${problem}`);
    return played;
  };
  const process = scene.before.filter(({ kind }) => kind === "up").length + 1;
  const { steps } = await play({ posts: scene.posts });
  for (const [number, course] of coursesOf(steps.get(process) ?? [], scene.posts).entries()) {
    if (problems.length >= mostProblems) break;
    if (isWanted(number)) await play(course);
  }
  return { schedules, hits, problems };
}

/** Plays every group. */
export async function playEveryFault(): Promise<EveryFault> {
  const played: EveryFault[] = [];
  for (const group of everyFaultGroups()) played.push(await playGroup(group));
  return {
    schedules: played.reduce((sum, one) => sum + one.schedules, 0),
    hits: new Set(played.flatMap(({ hits }) => [...hits])),
    problems: played.flatMap(({ problems }) => problems),
  };
}

/** Returns a course for each step and each fault. */
function coursesOf(steps: readonly string[], posts: readonly PostFault[]): readonly Partial<Course>[] {
  const counts = new Map<string, number>();
  const count = (what: string): number => {
    const next = (counts.get(what) ?? 0) + 1;
    counts.set(what, next);
    return next;
  };
  return steps.flatMap((step, index): readonly Partial<Course>[] => {
    const crashes = crashWhens.flatMap((when) =>
      crashHows.map((how) => ({ posts, crash: { at: index + 1, when, how } })),
    );
    return [...crashes, ...faultsOf(step, count).map((fault) => ({ posts, ...fault }))];
  });
}

function faultsOf(step: string, count: (what: string) => number): readonly Partial<Course>[] {
  if (step === "POST") {
    const none = Array.from({ length: count("POST") - 1 }, () => ({ kind: "none" as const }));
    return postFaults.map((fault) => ({ posts: [...none, fault] }));
  }
  if (step.startsWith("GET")) {
    const none = Array.from({ length: count("GET") - 1 }, () => ({ kind: "none" as const }));
    return getFaults.map((fault) => ({ gets: [...none, fault] }));
  }
  const kind = kindOfStep(step);
  if (kind === undefined) return [];
  if ("disk" in kind) {
    const nth = count(`disk ${kind.disk}`);
    return diskErrors
      .filter((error) => kind.disk === "append" || error !== "short")
      .map((error) => ({ disk: [{ on: kind.disk, nth, times: 1, error }] }));
  }
  const nth = count(`store ${kind.store}`);
  return storeHows.map((how) => ({ store: [{ on: kind.store, nth, times: 1, how, lateMs: 5000 }] }));
}

function scheduleOf(scene: Scene, store: StorePlan, course: Partial<Course>): Schedule {
  return {
    seed: 1,
    service: {
      apiVersion: "v2.1",
      clockOffMs: 0,
      omitDate: false,
      failedStatus: 200,
      concurrencyLimit: 100,
      listLagMs: 0,
      recordLagMs: 0,
    },
    store,
    actions: [{ durationMs: scene.durationMs, failsEvery: 0, shows: "result", leaks: false }],
    resources: Array.from({ length: scene.resources }, () => ({
      action: 0,
      takesKey: true,
      onUnknown: "fail",
      timeoutMs: 60_000,
      waitForMs: 360_000,
      attempts: 4,
    })),
    events: [
      ...scene.before,
      ...(scene.before.length > 0 ? [change] : []),
      { kind: "up", ...smooth, ...course },
    ],
  };
}
