import { describe, expect, test } from "vitest";
import { cloudRules, type CloudName } from "../../../../src/emulator/gateway/cloudRules.ts";
import { readPage } from "../../../../src/emulator/gateway/readPage.ts";

const now = Date.parse("2024-04-25T06:00:00Z");

describe("readPage", () => {
  test("takes the first twenty of the last month by default", () => {
    expect(readPage(new URLSearchParams(), "v2.1", cloudRules.KR, now)).toEqual({
      pageNo: 1,
      pageSize: 20,
      startAt: now - 30 * 24 * 3_600_000,
      endAt: now,
    });
  });

  test.each<[CloudName, string]>([
    ["KR", "2024-04-25T05:00:00Z"],
    ["SGN", "2024-04-25T06:00:00Z"],
  ])("reads the local time of v2.0 in %s", (cloud, instant) => {
    const query = new URLSearchParams({ start: "2024-04-25T14:00:00" });
    expect(readPage(query, "v2.0", cloudRules[cloud], now)?.startAt).toBe(Date.parse(instant));
  });

  test("reads epoch milliseconds in v2.1, and nothing before one month ago", () => {
    const query = new URLSearchParams({ start: "1", end: "1714021538088" });
    expect(readPage(query, "v2.1", cloudRules.KR, now)).toMatchObject({
      startAt: now - 30 * 24 * 3_600_000,
      endAt: 1_714_021_538_088,
    });
  });

  test.each([
    ["v2.0", { start: "1714021538088" }],
    ["v2.0", { end: "2024-13-45T99:00:00" }],
    ["v2.1", { end: "2024-04-25T14:00:00" }],
    ["v2.1", { pageNo: "0" }],
    ["v2.1", { pageSize: "-1" }],
  ] as const)("cannot read %s %j", (apiVersion, query) => {
    expect(readPage(new URLSearchParams(query), apiVersion, cloudRules.KR, now)).toBeUndefined();
  });
});
