import { expect, test } from "vitest";
import { resolveConfig } from "../../../../src/cli/stack/config.ts";
import { configKeys, secretConfigKeys } from "../../../../src/model/providerConfig.ts";
import type { ConfigDeclaration } from "../../../../src/stack/language/declaration.ts";

const at = { line: 1, column: 1, offset: 0 };
const declare = (name: string, isSecret = false): ConfigDeclaration => ({
  kind: "config",
  name,
  nameRange: { start: at, end: at },
  type: "string",
  isSecret,
});
const file = { name: "orders", config: [declare("release"), declare("dsn", true), declare("token")] };

const none = { config: {} };

test("the command line takes precedence over the settings file", () => {
  const settings = {
    config: { "orders:release": "1", "ncf:region": "KR", "ncf:callsInFlight": 20, "other:key": "x" },
  };
  const config = { release: "2", "ncf:region": "SGN" };
  const { known, settings: own, given, hasEncrypted } = resolveConfig(file, settings, config, {});
  expect(known).toEqual({ release: "2" });
  expect(own).toEqual({ "ncf:region": "SGN", "ncf:callsInFlight": "20" });
  expect([...given]).toEqual([
    ["orders:release", { value: "2", isSecret: false }],
    ["ncf:region", { value: "SGN", isSecret: false }],
  ]);
  expect(hasEncrypted).toBe(false);
});

test("a value is secret when it is given so, when the file declares it so, and when it is a credential", () => {
  const { given, secretNames } = resolveConfig(
    file,
    none,
    { dsn: "a", "ncf:secretKey": "b" },
    { token: "c" },
  );
  expect([...given.values()].map(({ isSecret }) => isSecret)).toEqual([true, true, true]);
  expect(secretNames).toEqual(["dsn", "token"]);
});

test("an encrypted value is known to exist, and nothing else of it", () => {
  const settings = { config: { "orders:dsn": { secure: "v1:…" } } };
  expect(resolveConfig(file, settings, {}, {})).toMatchObject({
    known: {},
    settings: {},
    hasEncrypted: true,
  });
  expect(resolveConfig(file, settings, {}, { dsn: "x" })).toMatchObject({ hasEncrypted: false });
});

test("a name that the file does not declare is refused", () => {
  expect(() => resolveConfig(file, none, { nothing: "1" }, {})).toThrow(/the keys are release, dsn, token/);
  expect(() => resolveConfig(file, none, { "ncf:regoin": "KR" }, {})).toThrow(/did you mean region/);
});

test("config of another provider is refused on the command line, with the way to set it, and kept in the file", () => {
  expect(() => resolveConfig(file, none, {}, { "aws:secretKey": "canary-1" })).toThrow(
    /^(?!.*canary-1).*ncf config set aws:secretKey VALUE/s,
  );
  expect(() => resolveConfig(file, { config: { "aws:region": "x" } }, {}, {})).not.toThrow();
});

test("every key of the stack config that is documented can be given", () => {
  for (const name of configKeys) {
    const { given } = resolveConfig(file, none, { [`ncf:${name}`]: "10" }, {});
    expect([...given]).toEqual([[`ncf:${name}`, { value: "10", isSecret: secretConfigKeys.includes(name) }]]);
  }
  expect(configKeys).toContain("callsInFlight");
  expect(configKeys).toContain("callsPerSecond");
});
