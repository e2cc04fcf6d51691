import type { Crash, DiskFault, GetFault, PostFault, StoreFault } from "./Schedule.ts";

/** Kinds of records, as their writes are told apart. */
const written = ["an intent", "an end", "another record"] as const;

/** Steps outside a process in which a call can be struck: each await of a call ends in one of them. */
const diskSteps: Readonly<Record<DiskFault["on"], readonly string[]>> = {
  list: ["list"],
  open: ["open"],
  append: written.map((what) => `append of ${what}`),
  sync: ["sync"],
  read: ["read"],
  replace: ["replace"],
};
const storeSteps: Readonly<Record<StoreFault["on"], readonly string[]>> = {
  list: ["list in the store"],
  read: ["read in the store"],
  write: written.map((what) => `write of ${what} in the store`),
  sync: ["sync in the store"],
};
const postStep = "POST";
const getSteps = ["GET of a record", "GET of a list"] as const;
const waitStep = "wait";

export const diskErrors: readonly DiskFault["error"][] = ["ENOSPC", "EIO", "EROFS", "short", "slow"];
export const storeHows: readonly StoreFault["how"][] = ["failed", "unheard", "late", "torn", "slow"];
export const crashWhens: readonly Crash["when"][] = ["before", "amid", "after"];
export const crashHows: readonly Crash["how"][] = ["kill", "power", "orphan", "pause"];
const deliveries = ["sentInPart", "sent", "responseStarted"] as const;
const bools = [true, false];

export const postFaults: readonly PostFault[] = [
  { kind: "notSent" },
  ...deliveries.flatMap((delivery) =>
    bools.map((runs): PostFault => ({ kind: "broken", delivery, runs, lateMs: 1 })),
  ),
  ...bools.map((runs): PostFault => ({ kind: "stalled", runs, lateMs: 1 })),
  { kind: "cut", bytes: 1 },
  { kind: "throttled" },
  { kind: "throttled", retryAfter: "1" },
  ...([400, 403, 404, 302] as const).map((status): PostFault => ({ kind: "refused", status })),
  ...([200, 408, 500, 502, 503, 504] as const).flatMap((status) =>
    bools.flatMap((runs) => bools.map((isHtml): PostFault => ({ kind: "answered", status, runs, isHtml }))),
  ),
];
export const getFaults: readonly GetFault[] = [
  ...(["notSent", "sent", "responseStarted"] as const).map((delivery): GetFault => ({
    kind: "broken",
    delivery,
  })),
  { kind: "cut", bytes: 1 },
  { kind: "throttled" },
  ...([200, 500, 502, 503, 504] as const).map((status): GetFault => ({ kind: "answered", status })),
];

/** Returns the name of a fault that a step met, or `undefined` for none. */
export function wireFaultName(step: string, fault: PostFault | GetFault): string | undefined {
  if (fault.kind === "none") return undefined;
  // How late a run begins, and where a body is cut, are left to chance.
  const { kind, ...rest } = { ...fault, lateMs: undefined, bytes: undefined };
  const details = "retryAfter" in rest ? { ...rest, retryAfter: "some" } : rest;
  return `${step}: ${[kind, ...Object.values(details).filter((one) => one !== undefined)].join(" ")}`;
}

/** Returns the step that writes a record, by its bytes. */
export function writtenRecord(bytes: Uint8Array | string): (typeof written)[number] {
  const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString();
  if (text.includes('{"kind":"intent"')) return "an intent";
  return text.includes('{"kind":"end"') ? "an end" : "another record";
}

/** Returns the kind of a step of the disk or of a shared place, by which faults count; `undefined` for any other step. */
export function kindOfStep(
  step: string,
): { readonly disk: DiskFault["on"] } | { readonly store: StoreFault["on"] } | undefined {
  const of = <K extends string>(steps: Readonly<Record<K, readonly string[]>>): K | undefined =>
    (Object.keys(steps) as K[]).find((on) => steps[on].includes(step));
  const disk = of(diskSteps);
  if (disk !== undefined) return { disk };
  const store = of(storeSteps);
  return store === undefined ? undefined : { store };
}

/** Returns every pair of a step and a fault that it can meet. */
export function faultPoints(): readonly string[] {
  const of = <K extends string>(steps: Readonly<Record<K, readonly string[]>>): readonly [K, string][] =>
    (Object.entries(steps) as [K, readonly string[]][]).flatMap(([on, names]) =>
      names.map((name): [K, string] => [on, name]),
    );
  const disk = of(diskSteps).flatMap(([on, step]) =>
    // Only a write can fall short.
    diskErrors.filter((error) => on === "append" || error !== "short").map((error) => `${step}: ${error}`),
  );
  const store = of(storeSteps).flatMap(([on, step]) =>
    // Only a write can be torn.
    storeHows.filter((how) => on === "write" || how !== "torn").map((how) => `${step}: ${how}`),
  );
  const wire = [
    ...postFaults.map((fault) => wireFaultName(postStep, fault)),
    ...getSteps.flatMap((step) => getFaults.map((fault) => wireFaultName(step, fault))),
  ];
  const steps = [...of(diskSteps), ...of(storeSteps)].map(([, step]) => step);
  const crashes = [...steps, postStep, ...getSteps, waitStep].flatMap((step) =>
    crashWhens.flatMap((when) => crashHows.map((how) => crashName(when, step, how))),
  );
  return [...disk, ...store, ...wire.filter((one) => one !== undefined), ...crashes];
}

/** Returns the name of a crash in a step. */
export function crashName(when: Crash["when"], step: string, how: Crash["how"]): string {
  return `${when} ${step}: ${how}`;
}
