import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cloudRules } from "../../../../src/emulator/gateway/cloudRules.ts";
import { parseRoute } from "../../../../src/emulator/gateway/parseRoute.ts";

const names = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,49}$/);

describe("parseRoute", () => {
  test("finds package and action of any Post Action under both prefixes", () => {
    fc.assert(
      fc.property(names, names, fc.boolean(), (packageName, actionName, isOld) => {
        const target = `${isOld ? "" : "/ncf"}/api/v2/packages/${packageName}/actions/${actionName}?timeout=5`;
        const route = parseRoute("POST", target, cloudRules.KR);
        expect(route?.apiVersion).toBe(isOld ? "v2.0" : "v2.1");
        expect(route?.operation).toEqual({ kind: "invoke", packageName, actionName });
        expect(route?.query.get("timeout")).toBe("5");
      }),
    );
  });

  test.each([
    ["/activations", { kind: "activations" }],
    ["/packages", { kind: "packages" }],
    ["/packages/-/actions", { kind: "actions", packageName: "-" }],
    ["/packages/p/actions/a", { kind: "action", packageName: "p", actionName: "a" }],
    ["/packages/p/actions/a/activations", { kind: "activations", packageName: "p", actionName: "a" }],
    [
      "/packages/p/actions/a/activations/1",
      { kind: "activation", packageName: "p", actionName: "a", activationId: "1" },
    ],
  ])("finds GET %s", (path, operation) => {
    expect(parseRoute("GET", `/api/v2${path}`, cloudRules.KR)?.operation).toEqual(operation);
  });
});
