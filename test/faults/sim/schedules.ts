import * as fc from "fast-check";
import type {
  Course,
  DiskFault,
  Event,
  GetFault,
  PostFault,
  Schedule,
  StoreFault,
  StorePlan,
} from "./Schedule.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const days = 24 * 60 * minutes;

const rarely = (n: number): fc.Arbitrary<boolean> => fc.nat(n).map((one) => one === n);
const none = fc.constant({ kind: "none" } as const);
const lateMs = fc.constantFrom(1, 100, 5 * seconds, 15 * seconds);

const postFault: fc.Arbitrary<PostFault> = fc.oneof(
  { withCrossShrink: true },
  { weight: 4, arbitrary: none },
  { weight: 2, arbitrary: fc.constant({ kind: "notSent" } as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("broken" as const),
      delivery: fc.constantFrom("sentInPart" as const, "sent" as const, "responseStarted" as const),
      runs: fc.boolean(),
      lateMs,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stalled" as const), runs: fc.boolean(), lateMs }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), bytes: fc.nat(120) }) },
  {
    weight: 2,
    arbitrary: fc.record(
      { kind: fc.constant("throttled" as const), retryAfter: fc.constantFrom("1", "30", "100") },
      { requiredKeys: ["kind"] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("refused" as const),
      status: fc.constantFrom(400 as const, 403 as const, 404 as const, 302 as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("answered" as const),
      status: fc.constantFrom(...([200, 408, 500, 502, 503, 504] as const)),
      runs: fc.boolean(),
      isHtml: fc.boolean(),
    }),
  },
);

const getFault: fc.Arbitrary<GetFault> = fc.oneof(
  { withCrossShrink: true },
  { weight: 3, arbitrary: none },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("broken" as const),
      delivery: fc.constantFrom("notSent" as const, "sent" as const, "responseStarted" as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cut" as const), bytes: fc.nat(120) }) },
  { weight: 1, arbitrary: fc.constant({ kind: "throttled" } as const) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("answered" as const),
      status: fc.constantFrom(...([200, 500, 502, 503, 504] as const)),
    }),
  },
);

const diskFault: fc.Arbitrary<DiskFault> = fc
  .record({
    on: fc.constantFrom(...(["append", "sync", "read", "open", "list", "replace"] as const)),
    nth: fc.integer({ min: 1, max: 12 }),
    times: fc.constantFrom(1, 2, 100),
    error: fc.constantFrom(...(["ENOSPC", "EIO", "EROFS", "short", "slow"] as const)),
  })
  // Only a write can fall short.
  .map((fault) => (fault.error === "short" && fault.on !== "append" ? { ...fault, error: "EIO" } : fault));

const storeFault: fc.Arbitrary<StoreFault> = fc.record({
  on: fc.constantFrom(...(["write", "write", "sync", "read", "list"] as const)),
  nth: fc.integer({ min: 1, max: 12 }),
  times: fc.constantFrom(1, 2, 100),
  how: fc.constantFrom(...(["failed", "unheard", "late", "torn", "slow"] as const)),
  lateMs,
});

const course: fc.Arbitrary<Course> = fc
  .record({
    machine: fc.constantFrom(...(["one", "one", "one", "other", "fresh", "fresh"] as const)),
    aheadMs: fc.constantFrom(0, 0, 60 * minutes, -60 * minutes),
    retries: fc.constantFrom(0, 0, 0, 1, 3),
    crash: fc.option(
      fc.record({
        at: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.integer({ min: 1, max: 120 })),
        when: fc.constantFrom(...(["before", "amid", "after"] as const)),
        how: fc.constantFrom(...(["kill", "power", "orphan", "pause"] as const)),
      }),
      { nil: undefined, freq: 2 },
    ),
    posts: fc.array(postFault, { maxLength: 4 }),
    gets: fc.oneof(fc.constant([]), fc.array(getFault, { maxLength: 8 })),
    disk: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(diskFault, { minLength: 1, maxLength: 2 }) },
    ),
    store: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(storeFault, { minLength: 1, maxLength: 2 }) },
    ),
  })
  .map(({ crash, ...rest }) => (crash === undefined ? rest : { ...rest, crash }));

const index = fc.nat(2);

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: course.map((one) => ({ kind: "up" as const, ...one })) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(course, course, fc.constantFrom(0, 100, 5 * seconds, 30 * seconds, 90 * seconds))
      .map(([one, other, otherAfterMs]) => ({ kind: "up" as const, ...one, other, otherAfterMs })),
  },
  { weight: 2, arbitrary: index.map((resource) => ({ kind: "change" as const, resource })) },
  { weight: 2, arbitrary: index.map((resource) => ({ kind: "toggle" as const, resource })) },
  { weight: 1, arbitrary: course.map((one) => ({ kind: "refresh" as const, ...one })) },
  { weight: 1, arbitrary: fc.constant({ kind: "loseState" as const }) },
  { weight: 1, arbitrary: index.map((action) => ({ kind: "stranger" as const, action })) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(1 * seconds, 20 * seconds, 90 * seconds, 8 * minutes, 40 * days)
      .map((ms) => ({ kind: "wait" as const, ms })),
  },
);

const store: fc.Arbitrary<StorePlan> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({ kind: "file" as const }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("directory" as const), hasLinks: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("bucket" as const),
      conditions: fc.constantFrom("kept" as const, "ignored" as const, "refused" as const),
    }),
  },
);

/** Courses of things, from an `up` without a fault to whatever may go wrong at once. */
export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.integer(),
  service: fc.record({
    apiVersion: fc.constantFrom("v2.0" as const, "v2.1" as const),
    clockOffMs: fc.constantFrom(
      0,
      0,
      0,
      4 * minutes,
      -4 * minutes,
      6 * minutes,
      -6 * minutes,
      60 * minutes,
      -60 * minutes,
    ),
    omitDate: rarely(9),
    failedStatus: fc.constantFrom(200 as const, 502 as const),
    concurrencyLimit: fc.constantFrom(100, 100, 1),
    listLagMs: fc.constantFrom(0, 5 * seconds, 40 * seconds),
    recordLagMs: fc.constantFrom(0, 5 * seconds, 40 * seconds),
  }),
  store,
  actions: fc.array(
    fc.record({
      durationMs: fc.constantFrom(10, 2 * seconds, 61 * seconds, 120 * seconds, 300 * seconds),
      failsEvery: fc.constantFrom(0, 0, 1, 2),
      shows: fc.constantFrom("result" as const, "logs" as const, "nothing" as const),
      leaks: fc.boolean(),
    }),
    { minLength: 2, maxLength: 2 },
  ),
  resources: fc.array(
    fc.record({
      action: fc.nat(1),
      takesKey: fc.boolean(),
      onUnknown: fc.constantFrom("fail" as const, "fail" as const, "adopt" as const, "reinvoke" as const),
      timeoutMs: fc.constantFrom(60_000, 0, 5000),
      waitForMs: fc.constantFrom(6 * minutes, 0, 20 * seconds, 10 * minutes),
      attempts: fc.constantFrom(4, 1, 2),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  events: fc.array(event, { minLength: 1, maxLength: 6 }),
});
