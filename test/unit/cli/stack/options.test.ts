import { describe, expect, test } from "vitest";
import {
  stackCommand,
  needsConfirmation,
  readTargetOptions,
} from "../../../../src/cli/stack/stackOptions.ts";
import { readAssignments, readSecrets } from "../../../../src/cli/stack/config.ts";
import { requirePassphrase } from "../../../../src/cli/stack/backend.ts";
import { captured } from "../captured.ts";

test("key=value keeps every further = and an empty value", () => {
  expect(readAssignments("--config", ["a=b=c", "d="])).toEqual({ a: "b=c", d: "" });
});

test("anything except key=value is refused without printing it, because it may be a secret", () => {
  for (const text of ["canary-1", "=canary-1"]) {
    expect(() => readAssignments("--secret", [text])).toThrow(/^(?!.*canary-1)NCF_USAGE/s);
  }
});

describe("a secret", () => {
  const read = (secret: readonly string[], secretFile: readonly string[] = []) =>
    readSecrets(
      { secret, secretFile },
      {
        env: { dsn: "one", DB_PASSWORD: "two", NCF_SECRET_KEY: "three" },
        readFile: (_, path) => `in ${path}\n\n`,
      },
    );

  test("is read from the variable of its name, or of its name in capitals", () => {
    expect(read(["dsn", "dbPassword", "ncf:secretKey", "pin=42"])).toEqual({
      dsn: "one",
      dbPassword: "two",
      "ncf:secretKey": "three",
      pin: "42",
    });
  });

  test("is read from a file, without the line break at its end", () => {
    expect(read([], ["pem=key.pem"])).toEqual({ pem: "in key.pem\n" });
  });

  test("that no variable has is refused without showing what was given, which may be the value", () => {
    expect(() => read(["canary-1"])).toThrow(/^(?!.*canary-1)NCF_USAGE/s);
  });
});

test("targets and the number of steps at once are read, or left to the engine", () => {
  const none = { excludes: [], targetsDependents: false, continuesOnError: false };
  expect(readTargetOptions({ target: ["warm"], exclude: [], parallel: "4" })).toEqual({
    ...none,
    targets: ["warm"],
    parallel: 4,
  });
  expect(readTargetOptions({ target: [], exclude: ["warm"], continueOnError: true })).toEqual({
    ...none,
    targets: [],
    excludes: ["warm"],
    continuesOnError: true,
    parallel: undefined,
  });
  expect(readTargetOptions({ target: ["warm"], exclude: [], targetDependents: true })).toMatchObject({
    targetsDependents: true,
  });
});

test("--target-dependents alone is refused: it would mean nothing", () => {
  expect(() => readTargetOptions({ target: [], exclude: [], targetDependents: true })).toThrow(
    /--target-dependents requires --target/,
  );
});

test("the command that removes a lock names the stack as it was named, quoted for a shell", () => {
  expect(
    stackCommand("cancel", "my stack.yaml", "acme/orders/dev", {
      backend: "s3://state",
      vars: "prod.env",
    }),
  ).toBe("ncf cancel 'my stack.yaml' --stack acme/orders/dev --backend s3://state --vars prod.env");
  expect(stackCommand("cancel", ".", "dev", {})).toBe("ncf cancel . --stack dev");
});

describe("a passphrase", () => {
  test.each<[string, string, string | undefined, Record<string, string>]>([
    ["Pulumi's service keeps secrets itself", "https://api.pulumi.com", undefined, {}],
    ["the settings name another provider", "s3://state", "awskms://key", {}],
    ["it is set", "file:///state", undefined, { PULUMI_CONFIG_PASSPHRASE: "x" }],
    [
      "it is set to nothing, which is one to Pulumi",
      "file:///state",
      undefined,
      { PULUMI_CONFIG_PASSPHRASE: "" },
    ],
    ["a file holds it", "file:///state", undefined, { PULUMI_CONFIG_PASSPHRASE_FILE: "/pass" }],
  ])("is not asked for when %s", (_why, url, provider, env) => {
    expect(() => requirePassphrase(url, provider, env)).not.toThrow();
  });

  test.each(["file:///state", "s3://state"])("is asked for by %s", (url) => {
    expect(() => requirePassphrase(url, undefined, { PULUMI_CONFIG_PASSPHRASE_FILE: "" })).toThrow(
      /^NCF_PASSPHRASE_MISSING: /,
    );
  });
});

test("a file of the passphrase that does not exist is named before anything is called", () => {
  const env = { PULUMI_CONFIG_PASSPHRASE_FILE: "/nowhere" };
  expect(() => requirePassphrase("file:///state", undefined, env, () => undefined)).toThrow(
    /^NCF_PASSPHRASE_MISSING: PULUMI_CONFIG_PASSPHRASE_FILE names the file \/nowhere/,
  );
});

describe("a change", () => {
  test("requires confirmation on a terminal, unless --yes or Pulumi's variable is set", () => {
    const { terminal } = captured({ isInteractive: true });
    expect(needsConfirmation({}, terminal)).toBe(true);
    expect(needsConfirmation({ yes: true }, terminal)).toBe(false);
    const { terminal: skipping } = captured({ env: { PULUMI_SKIP_CONFIRMATIONS: "true" } });
    expect(needsConfirmation({}, skipping)).toBe(false);
  });

  test("is refused with --json, because a program cannot confirm", () => {
    const { terminal } = captured({ isInteractive: true });
    expect(() => needsConfirmation({ json: true }, terminal)).toThrow(/pass --yes/);
  });
});
