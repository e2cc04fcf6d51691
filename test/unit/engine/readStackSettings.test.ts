import { expect, test } from "vitest";
import { readStackSettings, withSalt } from "../../../src/engine/readStackSettings.ts";

test("a file of pulumi config set is read, encrypted values as they are", () => {
  const text = `encryptionsalt: v1:abc
config:
  ncf:region: KR
  orders:dsn:
    secure: v1:def
`;
  expect(readStackSettings(text, "Pulumi.dev.yaml")).toEqual({
    encryptionSalt: "v1:abc",
    config: { "ncf:region": "KR", "orders:dsn": { secure: "v1:def" } },
  });
  expect(readStackSettings("", "Pulumi.dev.yaml")).toEqual({ config: {} });
  expect(readStackSettings("secretsprovider: awskms://key\n", "Pulumi.dev.yaml")).toEqual({
    config: {},
    secretsProvider: "awskms://key",
  });
});

test.each(["- a\n", "config: text\n", "config: {\n  dsn: canary-1", "config: >canary-1\n"])(
  "another file is refused without showing its lines: %j",
  (text) => {
    expect(() => readStackSettings(text, "other.yaml")).toThrow(
      /^(?!.*canary-1)NCF_USAGE: cannot read the settings other.yaml/s,
    );
  },
);

test("settings get the salt of the state, and keep all that they hold", () => {
  expect(withSalt("~\n", "v1:a=:b")).toBe("encryptionsalt: v1:a=:b\n");
  expect(withSalt(undefined, "v1:a=:b")).toBe("{ encryptionsalt: v1:a=:b }\n");
  expect(withSalt("# mine\nconfig:\n  ncf:region: KR\n", "v1:a=:b")).toBe(
    "# mine\nconfig:\n  ncf:region: KR\nencryptionsalt: v1:a=:b\n",
  );
});

test("settings of comments alone get a salt, whatever is in the comments", () => {
  const text = withSalt("# a\u2028b", "v1:a");
  expect(text).toBe("# a\u2028b\nencryptionsalt: v1:a\n");
  expect(readStackSettings(text, "Pulumi.dev.yaml").encryptionSalt).toBe("v1:a");
});

test("thousands of levels are refused within a second", () => {
  const startedAt = performance.now();
  expect(() => readStackSettings(`config:\n  a: {${"? ".repeat(3000)}}`, "Pulumi.dev.yaml")).toThrow(
    /NCF_USAGE: .* nested too deeply/,
  );
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

test("a number that a double cannot hold keeps its digits when settings get a salt", () => {
  const { config } = readStackSettings(
    withSalt("config:\n  id: 12345678901234567890\n  n: 5\n", "v1:a"),
    "Pulumi.dev.yaml",
  );
  expect(config).toEqual({ id: "12345678901234567890", n: 5 });
});
