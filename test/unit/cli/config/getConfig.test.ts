import { expect, test } from "vitest";
import { ncf } from "../captured.ts";

const files = {
  "stack.yaml": "name: orders\nconfig:\n  release: { type: string }\n  dsn: { type: string, secret: true }\n",
  "Pulumi.dev.yaml": `config:
  release: "2026-12"
  orders:dsn:
    secure: v1:abc
  orders:limits: { size: 1, keys: [{ secure: v1:x }] }
  ncf:callsInFlight: 40
`,
};
const get = (...words: readonly string[]): ReturnType<typeof ncf> =>
  ncf(["config", "get", ...words, "-s", "dev"], { files });

test("all values are listed under their whole keys, encrypted ones masked", async () => {
  expect(await get()).toEqual({
    code: 0,
    out: "orders:release = 2026-12\norders:dsn = [secret]\norders:limits = [secret]\nncf:callsInFlight = 40\n",
    err: "",
  });
  expect(JSON.parse((await get("--json")).out)).toEqual({
    "orders:release": { value: "2026-12", secret: false },
    "orders:dsn": { secret: true },
    "orders:limits": { secret: true },
    "ncf:callsInFlight": { value: "40", secret: false },
  });
});

test("one value is printed as it is, with or without the project in its key", async () => {
  for (const key of ["release", "orders:release"])
    expect(await get(key)).toMatchObject({ code: 0, out: "2026-12\n" });
});

test("an encrypted value is not printed unless it is asked for", async () => {
  expect(await get("dsn")).toMatchObject({
    code: 2,
    out: "",
    err: expect.stringContaining("hint: pass --show-secrets to print it in plain text"),
  });
});

test("a key that is not set is named with the nearest one", async () => {
  expect(await get("relase")).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      "orders:relase is not set in /work-folder/Pulumi.dev.yaml\n  hint: did you mean orders:release?",
    ),
  });
});

test.each([
  [["dsn", "canary-5"], "orders:dsn is secret"],
  [["ncf:secretKey", "canary-5"], "ncf:secretKey is secret"],
  [["release", "canary-5", "--secret"], "orders:release is secret"],
])("a secret value is refused as an argument, and not repeated: %j", async (words, reason) => {
  const { code, out, err } = await ncf(["config", "set", ...words, "-s", "dev"], { files });
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(reason);
  expect(err).not.toContain("canary-5");
});

test("a key that the stack file or ncf does not declare is refused", async () => {
  expect(await ncf(["config", "set", "relase", "1", "-s", "dev"], { files })).toMatchObject({
    code: 2,
    err: expect.stringContaining("did you mean release?"),
  });
  expect(await ncf(["config", "set", "ncf:regoin", "KR", "-s", "dev"], { files })).toMatchObject({
    code: 2,
    err: expect.stringContaining("did you mean region?"),
  });
});
