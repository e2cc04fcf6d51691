import { expect, test } from "vitest";
import { readConfigureFile } from "../../../src/signing/credentials.ts";

const pair = (access: string, secret: string): string =>
  `ncloud_access_key_id = ${access}\nncloud_secret_access_key = ${secret}\n`;

test("reads keys before any section as the default profile", () => {
  expect(readConfigureFile(pair("A", "S"))).toEqual({ accessKey: "A", secretKey: "S" });
});

test("reads [DEFAULT] as the default profile, with Windows line ends and a byte order mark", () => {
  const text = `\uFEFF[DEFAULT]\n${pair("A", "S")}[other]\n${pair("B", "T")}`.replaceAll("\n", "\r\n");
  expect(readConfigureFile(text)).toEqual({ accessKey: "A", secretKey: "S" });
  expect(readConfigureFile(text, "default")).toEqual({ accessKey: "A", secretKey: "S" });
});

test("reads the named profile only", () => {
  const text = `[DEFAULT]\n${pair("A", "S")}[other]\nncloud_access_key_id = B\n`;
  expect(readConfigureFile(text, "other")).toEqual({ accessKey: "B", secretKey: undefined });
  expect(readConfigureFile(text, "absent")).toBeUndefined();
});

test("takes a dot in a profile's name as a part of the name", () => {
  const text = `[team]\n${pair("A", "S")}[team.prod]\n${pair("B", "T")}`;
  expect(readConfigureFile(text, "team.prod")).toEqual({ accessKey: "B", secretKey: "T" });
  expect(readConfigureFile(text, "team")).toEqual({ accessKey: "A", secretKey: "S" });
});

test("keeps a value with an equals sign whole", () => {
  expect(readConfigureFile(pair("A", "ab=cd=="))?.secretKey).toBe("ab=cd==");
});
