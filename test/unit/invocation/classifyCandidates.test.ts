import { expect, test } from "vitest";
import { generationKey } from "../../../src/model/resourceKey.ts";
import { classifyCandidates, type Candidate, type ActivationScan } from "../../../src/invocation/findRun.ts";
import type { JsonObject } from "../../../src/model/json.ts";

const name = { project: "shop", stack: "acme/prod", name: "migrate 'it'", generation: 1 };
const key = generationKey(name);
const others = generationKey({ ...name, generation: 12 });
const early = { isSettled: false, isLast: false };
const late = { isSettled: true, isLast: false };

function ran(activationId: string, result: JsonObject, logs?: readonly string[]): Candidate {
  const response = { result, status: "success", success: true };
  return { activationId, activation: { activationId, response, ...(logs === undefined ? {} : { logs }) } };
}

function seen(...candidates: readonly Candidate[]): ActivationScan {
  return { kind: "seen", candidates };
}

const unread: Candidate = { activationId: "u", activation: undefined };
const unmarked = ran("m", { ok: true }, ["2024-04-25T05:05:38.100Z stdout: working"]);
const foreign = ran("f", { key: others });

test.each<[string, Candidate]>([
  ["as a value of its result", ran("a", { deep: [{ key }] })],
  ["in a list that is a text", ran("a", { text: `ncf:no key,${others},${key},` })],
  ["within a text of its result", ran("a", { text: `done (${key}).` })],
  ["in a line of its logs", ran("a", {}, ["begun", `2024-04-25T05:05:38.100Z stdout: ${key}`])],
  ["in the error that it failed with", ran("a", { error: `${key}: no such table` })],
  ["beside the key of another generation", ran("a", { key, last: others })],
])("a run that carries the key %s is surely ours, at any time and beside others", (_where, ours) => {
  for (const time of [early, late]) {
    expect(classifyCandidates(seen(unmarked, unread, ours, foreign), key, time)).toEqual({
      kind: "adopted",
      activation: ours.activation,
    });
  }
});

test("two runs that carry the key are not surely ours", () => {
  const sight = seen(ran("a", { key }), unmarked, ran("b", { key }));
  expect(classifyCandidates(sight, key, early)).toEqual({ kind: "tooEarly", activationIds: ["a", "b"] });
  expect(classifyCandidates(sight, key, late)).toEqual({ kind: "ambiguous", activationIds: ["a", "b"] });
});

test("a run without a key is only probable, and nothing before the time is over", () => {
  expect(classifyCandidates(seen(unmarked), key, early)).toEqual({ kind: "tooEarly", activationIds: ["m"] });
  expect(classifyCandidates(seen(unmarked), key, late)).toEqual({ kind: "ambiguous", activationIds: ["m"] });
});

test("a run that carries the key of another generation is not ours, although that begins like our own", () => {
  expect(others.startsWith(key)).toBe(true);
  expect(classifyCandidates(seen(foreign), key, late)).toEqual({ kind: "none" });
  expect(classifyCandidates(seen(foreign, unmarked), key, late)).toEqual({
    kind: "ambiguous",
    activationIds: ["m"],
  });
});

test("nothing is only none when the time is over", () => {
  expect(classifyCandidates(seen(), key, early)).toEqual({ kind: "tooEarly", activationIds: [] });
  expect(classifyCandidates(seen(), key, { isSettled: false, isLast: true })).toEqual({
    kind: "tooEarly",
    activationIds: [],
  });
  expect(classifyCandidates(seen(), key, late)).toEqual({ kind: "none" });
});

test("a record that cannot be read is waited for, and may be ours at the end", () => {
  expect(classifyCandidates(seen(unread), key, late)).toEqual({ kind: "tooEarly", activationIds: ["u"] });
  expect(classifyCandidates(seen(unread), key, { isSettled: true, isLast: true })).toEqual({
    kind: "ambiguous",
    activationIds: ["u"],
  });
});

test("a failed list of activations shows only whether a run may still be in progress", () => {
  const sight = { kind: "refused", reason: "no permission" } as const;
  const found = { kind: "unreadable", reason: "no permission" };
  expect(classifyCandidates(sight, key, early)).toEqual({ ...found, mayStillRun: true });
  expect(classifyCandidates(sight, key, late)).toEqual({ ...found, mayStillRun: false });
});
