import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBackend } from "../../../../src/cli/stack/backend.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "ncf-backend-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const salt = "v1:GXuhkc8iGZU=:v1:Cfy8ROs5GDlC9oVK:uE691oXy/R5DUrIxcl6r3GJ0oFZwaw==";

/** Writes a state as the engine 3.259.0 does. */
function writeState(state: string): void {
  const stacks = join(state, ".pulumi/stacks/orders");
  mkdirSync(stacks, { recursive: true });
  const latest = {
    manifest: { time: "2026-11-25T08:33:51Z", magic: "ab35", version: "v3.259.0" },
    secrets_providers: { type: "passphrase", state: { salt } },
    resources: [{ urn: "urn:pulumi:dev::orders::pulumi:pulumi:Stack::orders-dev" }],
  };
  const checkpoint = { stack: "organization/orders/dev", latest };
  writeFileSync(join(stacks, "dev.json"), JSON.stringify({ version: 3, checkpoint }));
}

test("without a backend the state is beside the stack file, ignored by Git, and a new stack is created immediately", () => {
  const backend = findBackend(undefined, {}, join(folder, "stack.yaml"));
  const state = join(folder, ".ncf/state");
  expect(backend).toMatchObject({ url: pathToFileURL(state).href, isOwn: true });
  expect(readFileSync(join(folder, ".ncf/.gitignore"), "utf8")).toBe("*\n");
  expect([backend.isNew("orders", "dev"), backend.saltOf("orders", "dev")]).toEqual([true, undefined]);
  writeState(state);
  expect([backend.isNew("orders", "dev"), backend.saltOf("orders", "dev")]).toEqual([false, salt]);
});

test("of a named backend uses only the salt of a file, and treats no stack as new", () => {
  writeState(folder);
  const file = findBackend(pathToFileURL(folder).href, {}, "/srv/stack.yaml");
  expect(file).toMatchObject({ isOwn: false });
  expect([file.isNew("orders", "dev"), file.saltOf("orders", "dev")]).toEqual([false, salt]);
  const remote = findBackend(undefined, { PULUMI_BACKEND_URL: "s3://state" }, "/srv/stack.yaml");
  expect(remote).toMatchObject({ url: "s3://state", isOwn: false });
  expect(remote.saltOf("orders", "dev")).toBeUndefined();
});
