import { expect, test } from "vitest";
import type { ActivationResponse, ActivationsResponse } from "../../../src/client/responses.ts";
import type { ActivationsQuery } from "../../../src/client/cloudFunctions.ts";
import { generationKey } from "../../../src/model/resourceKey.ts";
import { findRun, type SearchedCall } from "../../../src/invocation/findRun.ts";
import { type Address, resolveAddress } from "../../../src/model/address.ts";
import { handClock } from "./handClock.ts";

const minutes = 60_000;
const sentAt = handClock().now();
const key = generationKey({ project: "shop", stack: "prod", name: "migrate", generation: 1 });
const call: SearchedCall & { readonly key: string } = {
  address: resolveAddress({}).address as Address,
  action: { packageName: "-", actionName: "hello" },
  key,
  sentFromAt: sentAt,
  sentUntilAt: sentAt,
};
const broken = { kind: "unreadable", reason: "connection reset" } as const;

/** An action's activations: when each can be listed, when its record can be read, and what is in that. */
interface Run {
  readonly activationId: string;
  readonly listedAt?: number;
  readonly readableAt?: number;
  readonly start?: number;
  readonly text?: string;
}

interface Circumstances {
  readonly runs?: readonly Run[];
  readonly question?: Partial<SearchedCall>;
  readonly waitForMs?: number;
  /** What stands in the way at the looks, in turn. */
  readonly troubles?: readonly ActivationsResponse[];
  readonly belongsToOther?: (activationId: string) => boolean;
  /** How long each answer takes, when it is not cut off before. */
  readonly answerMs?: number;
}

async function search(circumstances: Circumstances) {
  const { runs = [], question = {}, waitForMs = 10 * minutes, troubles = [] } = circumstances;
  const clock = handClock();
  const answers = async ({ untilAt: cutAt = Infinity }: { untilAt?: number }): Promise<boolean> => {
    const { answerMs = 0 } = circumstances;
    const leftMs = Math.max(0, cutAt - clock.now());
    if (answerMs > 0) await clock.sleep(Math.min(answerMs, leftMs));
    return answerMs <= leftMs;
  };
  const lists: ActivationsQuery[] = [];
  const reads: string[] = [];
  const found = await findRun(
    { ...call, ...question },
    {
      clock,
      untilAt: clock.now() + waitForMs,
      belongsToOther: circumstances.belongsToOther ?? (() => false),
      functions: {
        activations: async (asked): Promise<ActivationsResponse> => {
          lists.push(asked);
          if (!(await answers(asked))) return broken;
          const activations = runs.filter(({ listedAt = 0 }) => clock.now() >= listedAt);
          return troubles[lists.length - 1] ?? { kind: "listed", activations };
        },
        activation: async ({ activationId, ...asked }): Promise<ActivationResponse> => {
          reads.push(activationId);
          if (!(await answers(asked))) return broken;
          const run = runs.find((one) => one.activationId === activationId);
          if (run === undefined || clock.now() < (run.readableAt ?? 0)) return { kind: "notYet" };
          const response = { result: { text: run.text ?? "" }, status: "success", success: true };
          const start = run.start === undefined ? {} : { start: run.start };
          return { kind: "found", activation: { activationId, ...start, response } };
        },
      },
    },
  );
  return { found, lists, reads, waitedMs: clock.now() - sentAt };
}

test("a run that contains the key is found immediately", async () => {
  const { found, lists, waitedMs } = await search({ runs: [{ activationId: "a", text: key }] });
  expect(found).toMatchObject({ kind: "adopted", activation: { activationId: "a" } });
  expect([lists.length, waitedMs]).toEqual([1, 0]);
});

test("a run of five minutes, with a record 40 seconds later, is found", async () => {
  const listedAt = sentAt + 5 * minutes;
  const run = { activationId: "a", text: key, listedAt, readableAt: listedAt + 40_000 };
  const { found, lists, waitedMs } = await search({ runs: [run] });
  expect(found).toMatchObject({ kind: "adopted" });
  expect(waitedMs).toBeGreaterThanOrEqual(5 * minutes + 40_000);
  expect(waitedMs).toBeLessThan(6 * minutes);
  expect(lists.length).toBeLessThan(45);
});

test("no run is final only after the longest run and a minute", async () => {
  const { found, waitedMs } = await search({});
  expect([found, waitedMs]).toEqual([{ kind: "none" }, 6 * minutes]);
});

test("the action's own limit shortens the wait", async () => {
  const { found, waitedMs } = await search({ question: { actionLimitMs: 1 * minutes } });
  expect([found, waitedMs]).toEqual([{ kind: "none" }, 2 * minutes]);
});

test("a call that may have been sent later is waited for longer", async () => {
  const { waitedMs } = await search({ question: { sentUntilAt: sentAt + 1 * minutes } });
  expect(waitedMs).toBe(7 * minutes);
});

test("a call of long ago is looked for once", async () => {
  const longAgo = sentAt - 600 * minutes;
  const { found, lists } = await search({ question: { sentFromAt: longAgo, sentUntilAt: longAgo } });
  expect([found, lists.length]).toEqual([{ kind: "none" }, 1]);
});

test("a run without the key is probable when the time is over", async () => {
  const { found, reads, waitedMs } = await search({ runs: [{ activationId: "a" }] });
  expect([found, waitedMs]).toEqual([{ kind: "ambiguous", activationIds: ["a"] }, 6 * minutes]);
  expect(reads).toEqual(["a"]);
});

test("a run that is known to be of another call is not read", async () => {
  const { found, reads } = await search({
    runs: [{ activationId: "a", text: key }],
    belongsToOther: (activationId) => activationId === "a",
  });
  expect([found, reads]).toEqual([{ kind: "none" }, []]);
});

test("clocks are doubted by five minutes", async () => {
  const question = { sentUntilAt: sentAt + 10_000 };
  const { lists } = await search({ question, waitForMs: 0 });
  expect(lists).toEqual([
    {
      address: call.address,
      action: call.action,
      startAt: sentAt - 5 * minutes,
      endAt: sentAt + 10_000 + 6 * minutes,
      untilAt: sentAt + 10_000,
    },
  ]);
});

test("a run is matched by the API's clock, corrected by its offset", async () => {
  const clockOffMs = 60 * minutes;
  const runs = [
    { activationId: "a", start: sentAt },
    { activationId: "b", start: sentAt + clockOffMs },
  ];
  const troubles = [{ kind: "listed", activations: runs, clockOffMs }] as const;
  const { found } = await search({ runs, troubles, waitForMs: 0 });
  expect(found).toEqual({ kind: "tooEarly", activationIds: ["b"] });
});

test("a run from another time, in a list that reaches too far, is not ours", async () => {
  const runs = [
    { activationId: "a", start: sentAt - 6 * minutes },
    { activationId: "b", start: sentAt + 7 * minutes },
  ];
  expect((await search({ runs })).found).toEqual({ kind: "none" });
});

test("the wait ends when the caller aborts it, and nothing is claimed", async () => {
  const { found, waitedMs } = await search({ runs: [{ activationId: "a" }], waitForMs: 30_000 });
  expect([found, waitedMs]).toEqual([{ kind: "tooEarly", activationIds: ["a"] }, 30_000]);
});

test("faults on the way are waited out, also when the time is over", async () => {
  const runs = [{ activationId: "a", text: key }];
  const longAgo = { sentFromAt: sentAt - 9 * minutes, sentUntilAt: sentAt - 9 * minutes };
  for (const question of [{}, longAgo]) {
    const { found, lists } = await search({ runs, question, troubles: [broken, broken] });
    expect([found.kind, lists.length]).toEqual(["adopted", 3]);
  }
});

test("permanent faults are reported, with whether a run may still be in progress", async () => {
  const troubles = Array.from({ length: 100 }, () => broken);
  expect((await search({ troubles })).found).toEqual({ ...broken, mayStillRun: false });
  expect((await search({ troubles, waitForMs: 60_000 })).found).toEqual({ ...broken, mayStillRun: true });
});

test("a refusal ends it immediately", async () => {
  const error = { status: 403, origin: "service", message: "not allowed" } as const;
  const { found, lists } = await search({ troubles: [{ kind: "refused", error }] });
  expect(found).toEqual({ kind: "unreadable", reason: "not allowed", mayStillRun: true });
  expect(lists).toHaveLength(1);
});

test.each([0, 1000, 60_000])(
  "looks that never end are cut off when the wait of %i ms is over, and once more ten seconds later",
  async (waitForMs) => {
    const { found, waitedMs } = await search({ waitForMs, answerMs: 55_000 });
    expect([found, waitedMs]).toEqual([{ ...broken, mayStillRun: true }, waitForMs + 10_000]);
  },
);

test("a look at many runs is cut off as well, and shows those that could be read", async () => {
  const others = Array.from({ length: 500 }, (_, index) => ({ activationId: `${index}` }));
  const runs = [...others.slice(0, 20), { activationId: "ours", text: key }, ...others.slice(20)];
  const { found, waitedMs } = await search({ runs, waitForMs: 0, answerMs: 200 });
  expect(found).toMatchObject({ kind: "adopted", activation: { activationId: "ours" } });
  expect(waitedMs).toBe(10_000);
});

test("records that could not be read in time may be the one", async () => {
  const longAgo = { sentFromAt: sentAt - 9 * minutes, sentUntilAt: sentAt - 9 * minutes };
  const runs = [{ activationId: "a" }, { activationId: "b" }];
  const { found } = await search({ runs, question: longAgo, waitForMs: 0, answerMs: 6000 });
  expect(found).toEqual({ kind: "ambiguous", activationIds: ["a", "b"] });
});
