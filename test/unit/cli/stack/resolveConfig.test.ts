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

test("what is given goes over the settings file, under whole keys", () => {
  const settings = { config: { "orders:release": "1", "ncf:region": "KR", "other:key": "x" } };
  const { known, settings: all, given, hasEncrypted } = resolveConfig(file, settings, { release: "2" }, {});
  expect(known).toEqual({ release: "2" });
  expect(all).toEqual({ "orders:release": "2", "ncf:region": "KR", "other:key": "x" });
  expect(given).toEqual({ "orders:release": { value: "2", isSecret: false } });
  expect(hasEncrypted).toBe(false);
});

test("a value is secret when it is given so, when the file declares it so, and when it is a key of ours", () => {
  const { given, secretNames } = resolveConfig(file, {}, { dsn: "a", "ncf:secretKey": "b" }, { token: "c" });
  expect(Object.values(given).map(({ isSecret }) => isSecret)).toEqual([true, true, true]);
  expect(secretNames).toEqual(["dsn", "token"]);
});

test("an encrypted value is known to be there and no more", () => {
  const settings = { config: { "orders:dsn": { secure: "v1:…" } } };
  expect(resolveConfig(file, settings, {}, {})).toMatchObject({
    known: {},
    settings: {},
    hasEncrypted: true,
  });
  expect(resolveConfig(file, settings, {}, { dsn: "x" })).toMatchObject({ hasEncrypted: false });
});

test("a name that the file does not declare is refused, another provider's is not", () => {
  expect(() => resolveConfig(file, {}, { nothing: "1" }, {})).toThrow(/there are release, dsn, token/);
  expect(() => resolveConfig(file, {}, { "aws:region": "x" }, {})).not.toThrow();
});

test("every key of the stack config that is documented can be given", () => {
  for (const name of configKeys) {
    const { given } = resolveConfig(file, {}, { [`ncf:${name}`]: "10" }, {});
    expect(given).toEqual({ [`ncf:${name}`]: { value: "10", isSecret: secretConfigKeys.includes(name) } });
  }
  expect(configKeys).toContain("callsInFlight");
  expect(configKeys).toContain("callsPerSecond");
});
