import { expect, test } from "vitest";
import { readSettings } from "../../../src/resource/settings.ts";

const read = (config: Record<string, string>) => {
  const { callLimits, issues } = readSettings((key) => config[key], {});
  return { callLimits, issues };
};

test("there are the client's own limits where nothing is set", () => {
  expect(read({})).toEqual({ callLimits: {}, issues: [] });
});

test.each(["1", "80", "1000"])("takes %s calls in flight", (text) => {
  expect(read({ "ncf:callsInFlight": text })).toEqual({
    callLimits: { callsInFlight: Number(text) },
    issues: [],
  });
});

test.each(["0.5", "1", "20", "33.25"])("takes %s calls per second", (text) => {
  expect(read({ "ncf:callsPerSecond": text })).toEqual({
    callLimits: { callsPerSecond: Number(text) },
    issues: [],
  });
});

test.each(["0", "-1", "1.5", "1e3", "0x10", "many", "", " 8", "true"])(
  "refuses %j calls in flight with what to write",
  (text) => {
    const { callLimits, issues } = read({ "ncf:callsInFlight": text });
    expect(callLimits).toEqual({});
    expect(issues).toEqual([
      {
        code: "NCF_INPUT_INVALID",
        pointer: "",
        reason: `stack config ncf:callsInFlight must be an integer of at least 1, not ${JSON.stringify(text)}`,
        hint: "pulumi config set ncf:callsInFlight 80, or pulumi config rm ncf:callsInFlight for the default",
      },
    ]);
  },
);

test.each(["0", "0.0", "-3", "1/2", "Infinity", "NaN", "fast", ""])("refuses %j calls per second", (text) => {
  const { callLimits, issues } = read({ "ncf:callsPerSecond": text });
  expect(callLimits).toEqual({});
  expect(issues.map(({ reason }) => reason)).toEqual([
    `stack config ncf:callsPerSecond must be a number greater than 0, not ${JSON.stringify(text)}`,
  ]);
});

test("reports both together, and does not repeat long texts", () => {
  const long = "x".repeat(5000);
  const { issues } = read({ "ncf:callsInFlight": long, "ncf:callsPerSecond": long });
  expect(issues).toHaveLength(2);
  for (const { reason } of issues) expect(reason.length).toBeLessThan(200);
});
