import { describe, expect, test } from "vitest";
import { type AddressChoice, resolveAddress } from "../../../src/model/address.ts";

const hosts = {
  "public KR": "https://cloudfunctions.apigw.ntruss.com",
  "public SGN": "https://sg-cloudfunctions.apigw.ntruss.com",
  "public JPN": "https://jp-cloudfunctions.apigw.ntruss.com",
  "gov KR": "https://cloudfunctions.apigw.gov-ntruss.com",
  "fin FKR": "https://cloudfunctions.apigw.fin-ntruss.com",
  "fin KR": "https://cloudfunctions.apigw.fin-ntruss.com",
};
const prefixes = { "v2.0": "/api/v2", "v2.1": "/ncf/api/v2" } as const;

/** The fact sheet's table: what exists. Everything else does not. */
const existing = new Set([
  "public KR v2.0 classic",
  "public KR v2.0 vpc",
  "public KR v2.1 classic",
  "public KR v2.1 vpc",
  "public SGN v2.0 vpc",
  "public SGN v2.1 vpc",
  "public JPN v2.0 vpc",
  "public JPN v2.1 vpc",
  "gov KR v2.0 classic",
  "fin FKR v2.1 vpc",
  "fin KR v2.1 vpc",
]);
const everything = ["public", "gov", "fin"].flatMap((site) =>
  ["KR", "SGN", "JPN", "FKR"].flatMap((region) =>
    ["v2.0", "v2.1"].flatMap((apiVersion) =>
      ["classic", "vpc"].map((platform) => ({ site, region, apiVersion, platform })),
    ),
  ),
);
const nameOf = ({ site, region, apiVersion, platform }: (typeof everything)[number]): string =>
  `${site} ${region} ${apiVersion} ${platform}`;

function issuesOf(choice: AddressChoice) {
  const { issues } = resolveAddress(choice);
  if (issues === undefined) throw new Error("it was resolved");
  return issues;
}

describe("every combination of site, region, version and platform", () => {
  const [exist, missing] = [true, false].map((wanted) =>
    everything.filter((choice) => existing.has(nameOf(choice)) === wanted).map((one) => [nameOf(one), one]),
  ) as [[string, (typeof everything)[number]][], [string, (typeof everything)[number]][]];

  test("covers the whole table", () => {
    expect([exist.length, missing.length]).toEqual([11, 37]);
  });

  test.each(exist)("%s has its host and prefix", (_name, choice) => {
    expect(resolveAddress(choice)).toEqual({
      address: {
        origin: hosts[`${choice.site} ${choice.region}` as keyof typeof hosts],
        prefix: prefixes[choice.apiVersion as "v2.0" | "v2.1"],
        platform: choice.platform,
        sendsPlatform: choice.site === "public",
      },
    });
  });

  test.each(missing)("%s is refused with what to write instead", (_name, choice) => {
    const issues = issuesOf(choice);
    const instead: Record<string, unknown> = { ...choice };
    for (const { pointer, reason, hint } of issues) {
      const field = pointer.slice(1) as keyof typeof choice;
      expect(reason).toContain(`${field} is ${JSON.stringify(choice[field])}, which does not exist`);
      const proposed = new RegExp(`write ${field}: ([\\w.]+)`).exec(hint)?.[1];
      expect(proposed).toBeDefined();
      instead[field] = proposed;
    }
    // A correction may bring the next mistake to light, and then that is said.
    const then = resolveAddress(instead);
    for (const { pointer, hint } of then.issues ?? []) {
      instead[pointer.slice(1)] = /write \w+: ([\w.]+)/.exec(hint)?.[1];
    }
    expect(resolveAddress(instead).issues).toBeUndefined();
  });
});

test.each([
  [{}, "https://cloudfunctions.apigw.ntruss.com", "/api/v2", "classic"],
  [{ apiVersion: "v2.1" }, "https://cloudfunctions.apigw.ntruss.com", "/ncf/api/v2", "vpc"],
  [{ region: "SGN" }, "https://sg-cloudfunctions.apigw.ntruss.com", "/api/v2", "vpc"],
  [{ region: "JPN" }, "https://jp-cloudfunctions.apigw.ntruss.com", "/api/v2", "vpc"],
  [{ site: "gov" }, "https://cloudfunctions.apigw.gov-ntruss.com", "/api/v2", "classic"],
  [{ site: "fin" }, "https://cloudfunctions.apigw.fin-ntruss.com", "/ncf/api/v2", "vpc"],
  [{ platform: "vpc" }, "https://cloudfunctions.apigw.ntruss.com", "/api/v2", "vpc"],
])("fills in what %j leaves out", (choice, origin, prefix, platform) => {
  expect(resolveAddress(choice).address).toMatchObject({ origin, prefix, platform });
});

test("an endpoint replaces the host only, and the rules of the cloud stay", () => {
  expect(resolveAddress({ site: "gov", endpoint: "http://127.0.0.1:8080/" }).address).toEqual({
    origin: "http://127.0.0.1:8080",
    prefix: "/api/v2",
    platform: "classic",
    sendsPlatform: false,
  });
  const [issue] = issuesOf({ site: "gov", apiVersion: "v2.1", endpoint: "http://127.0.0.1:8080" });
  expect(issue?.pointer).toBe("/apiVersion");
});

test("reports all errors together, and lists the choices", () => {
  const issues = issuesOf({ site: "moon", region: "sgn", platform: 3, endpoint: "ftp://x" });
  expect(issues.map(({ pointer }) => pointer)).toEqual(["/site", "/region", "/platform", "/endpoint"]);
  expect(issues[0]?.hint).toBe("write site: public or site: gov or site: fin");
  expect(issues[1]).toEqual({
    code: "NCF_ADDRESS_INVALID",
    pointer: "/region",
    reason: 'region is "sgn", which does not exist in the public cloud',
    hint: "write region: KR or region: SGN or region: JPN, or leave it out",
  });
  expect(issues[2]?.reason).toContain("of type number");
});
