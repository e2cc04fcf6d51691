import { describe, expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { type CredentialOptions, findCredentials } from "../../../src/signing/credentials.ts";

const path = "/home/someone/.ncloud/configure";

function sources(parts: Partial<CredentialOptions> & { readonly file?: string }): CredentialOptions {
  const { file, ...rest } = parts;
  return { env: {}, homeDir: "/home/someone", readText: (one) => (one === path ? file : undefined), ...rest };
}

function errorOf(parts: Parameters<typeof sources>[0]): NcfError {
  try {
    findCredentials(sources(parts));
  } catch (error) {
    if (NcfError.is(error)) return error;
    throw error;
  }
  throw new Error("credentials were found");
}

const file = "[DEFAULT]\nncloud_access_key_id = fileA\nncloud_secret_access_key = fileS\n";
const env = { NCLOUD_ACCESS_KEY: "envA", NCLOUD_SECRET_KEY: "envS" };
const stackConfig = { accessKey: "stackA", secretKey: "stackS" };
const explicit = { accessKey: "programA", secretKey: "programS" };

test.each([
  { wins: "programA", parts: { explicit, stackConfig, env, file } },
  { wins: "stackA", parts: { stackConfig, env, file } },
  { wins: "envA", parts: { env, file } },
  { wins: "fileA", parts: { file } },
])("finds $wins first", ({ wins, parts }) => {
  const found = findCredentials(sources(parts));
  expect(found.accessKey).toBe(wins);
  expect(found.secretKey.reveal()).toBe(wins.replace(/A$/, "S"));
});

test("takes the long spelling of a variable before the short one, unless it is empty", () => {
  const both = { ...env, NCLOUD_ACCESS_KEY_ID: "longA", NCLOUD_SECRET_ACCESS_KEY: "" };
  const found = findCredentials(sources({ env: both }));
  expect(found.accessKey).toBe("longA");
  expect(found.secretKey.reveal()).toBe("envS");
  expect(found.source).toBe("environment (NCLOUD_ACCESS_KEY_ID)");
});

test("does not read the file when the environment has the keys", () => {
  const readText = (): never => {
    throw new Error("read");
  };
  expect(findCredentials(sources({ env, readText })).accessKey).toBe("envA");
});

test("takes the profile that is given before NCLOUD_PROFILE", () => {
  const profiles =
    "[a]\nncloud_access_key_id=1\nncloud_secret_access_key=1\n[b]\nncloud_access_key_id=2\nncloud_secret_access_key=2\n";
  const named = { env: { NCLOUD_PROFILE: "a" }, file: profiles };
  expect(findCredentials(sources(named)).accessKey).toBe("1");
  expect(findCredentials(sources({ ...named, profile: "b" })).accessKey).toBe("2");
});

describe("when there are none", () => {
  test("names every source", () => {
    const error = errorOf({});
    expect(error.code).toBe("NCF_CREDENTIALS_MISSING");
    for (const place of [
      "program",
      "ncf:accessKey",
      "ncf:secretKey",
      "NCLOUD_ACCESS_KEY_ID",
      "NCLOUD_ACCESS_KEY",
      "NCLOUD_SECRET_ACCESS_KEY",
      "NCLOUD_SECRET_KEY",
      path,
      "profile DEFAULT: no such file",
    ]) {
      expect(error.message).toContain(place);
    }
  });

  test("reports that the profile is not in the file", () => {
    expect(errorOf({ file, profile: "x" }).message).toContain("profile x: no such profile in the file");
  });

  test("reports that the file cannot be read", () => {
    const readText = (): never => {
      throw Object.assign(new Error("no"), { code: "EACCES" });
    };
    expect(errorOf({ readText }).message).toContain("cannot be read (EACCES)");
  });
});

test.each([
  ["one half is missing", { accessKey: "canary" }, "accessKey is set but secretKey is not"],
  ["the other half is missing", { secretKey: "canary" }, "secretKey is set but accessKey is not"],
  ["it is empty", { accessKey: "canary", secretKey: "" }, "secretKey is empty"],
  ["it ends with a line break", { accessKey: "a", secretKey: "canary\n" }, "secretKey contains a line break"],
  ["it holds a space", { accessKey: "a canary", secretKey: "b" }, "accessKey contains white space"],
  [
    "it contains a control character",
    { accessKey: "a", secretKey: "canary\u0000" },
    "contains a control character",
  ],
  [
    "it is not ASCII",
    { accessKey: "a", secretKey: "canary키" },
    "contains a control character or one outside ASCII",
  ],
])("refuses a pair when %s, without its value", (_when, pair, reason) => {
  const error = errorOf({ explicit: pair, env });
  expect(error.code).toBe("NCF_CREDENTIALS_INVALID");
  expect(error.message).toContain(reason);
  expect(error.message).not.toContain("canary");
});
