import { expect, test } from "vitest";
import {
  readStackSettings,
  withConfigValue,
  withoutConfigValue,
} from "../../../src/engine/readStackSettings.ts";

const text = `# settings of prod
config:
  # who may change it: ops
  ncf:region: KR # near
  orders:release: "1"
encryptionsalt: v1:x
`;

test("a value is written into the settings, and all comments stay", () => {
  expect(withConfigValue(text, "orders:release", "2026-12")).toBe(text.replace('"1"', '"2026-12"'));
  expect(withConfigValue(text, "orders:dsn", "a: b")).toBe(
    text.replace('"1"\n', '"1"\n  orders:dsn: "a: b"\n'),
  );
});

test.each([undefined, "", "{}\n", "config:\n", "config: {}\n"])(
  "settings that are %j get their first value in the usual form",
  (before) => {
    expect(withConfigValue(before, "orders:release", "1")).toBe('config:\n  orders:release: "1"\n');
  },
);

test.each(["true", "12345678901234567890", "0x1F", "null", "${x}", "- a", "line\nbreak", ""])(
  "the text %j is read back as it was written",
  (value) => {
    const written = withConfigValue(undefined, "orders:release", value);
    expect(readStackSettings(written, "Pulumi.dev.yaml").config).toEqual({ "orders:release": value });
  },
);

test("a value is removed, and nothing else", () => {
  expect(withoutConfigValue(text, "orders:release")).toBe(text.replace('  orders:release: "1"\n', ""));
});
