import { expect, test } from "vitest";
import { hasSecretMark, toShownJson, withoutMarks } from "../../../src/model/shownJson.ts";
import { EngineValue, SecretValue, UnknownValue } from "../../../src/model/value.ts";

const value = {
  dsn: new SecretValue("canary"),
  tables: new UnknownValue("${migrate.result.tables}"),
  file: new EngineValue({}),
  list: [new SecretValue(1), 2],
  text: "[secret]",
};

test("a secret, an unknown part and an asset are marked, and no text can be taken for one", () => {
  expect(toShownJson(value)).toEqual({
    dsn: { $secret: true },
    tables: { $unknown: "${migrate.result.tables}" },
    file: { $asset: true },
    list: [{ $secret: true }, 2],
    text: "[secret]",
  });
  expect(JSON.stringify(toShownJson(value))).not.toContain("canary");
});

test("for people, the marks are words", () => {
  expect(withoutMarks(toShownJson(value))).toEqual({
    dsn: "[secret]",
    tables: "${migrate.result.tables}",
    file: "[asset]",
    list: ["[secret]", 2],
    text: "[secret]",
  });
});

test("data that looks like a mark is told apart from one, and is shown to people as it is", () => {
  const data = { $secret: true, $$secret: { $unknown: "x" }, inner: { $asset: true } };
  const shown = toShownJson(data);
  expect(shown).toEqual({ $$secret: true, $$$secret: { $$unknown: "x" }, inner: { $$asset: true } });
  expect(hasSecretMark(shown)).toBe(false);
  expect(withoutMarks(shown)).toEqual(data);
});

test("a secret anywhere in a value is noticed", () => {
  expect(hasSecretMark(toShownJson({ a: [{ b: new SecretValue(1) }] }))).toBe(true);
  expect(hasSecretMark(toShownJson({ a: [{ b: 1 }] }))).toBe(false);
});
