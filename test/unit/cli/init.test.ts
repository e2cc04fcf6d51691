import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parse } from "yaml";
import { ncf } from "./captured.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ncf-init-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function filesBelow(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

test("ncf init writes a stack file, a schema, an action and the settings, and prints the next three commands", async () => {
  const directory = join(folder, "orders");
  const { code, out } = await ncf(["init", directory]);
  expect(code).toBe(0);
  const files = [
    "Pulumi.dev.yaml",
    "actions/migrate.js",
    "emulator.env",
    "schemas/migrate.params.json",
    "stack.yaml",
  ];
  expect(filesBelow(directory)).toEqual(files);
  for (const file of files) expect(out).toContain(file);
  const [, next = ""] = out.split("Next:\n");
  expect(next.match(/^ {2}ncf \w+/gm)).toEqual(["  ncf validate", "  ncf emulate", "  ncf up"]);
  expect(parse(readFileSync(join(directory, "stack.yaml"), "utf8"))).toMatchObject({ name: "orders" });
});

test.each([
  ["주문 서비스!", "orders"],
  ["..", "orders"],
  ["-My Shop.", "My-Shop"],
  ["1.0", "1.0"],
])("a directory %j makes a project whose name Pulumi accepts", async (name, project) => {
  const directory = join(folder, "parent", name === ".." ? "..." : name);
  expect(await ncf(["init", directory])).toMatchObject({ code: 0 });
  expect(parse(readFileSync(join(directory, "stack.yaml"), "utf8"))).toMatchObject({ name: project });
});

test("ncf init writes nothing where one of its files exists", async () => {
  mkdirSync(join(folder, "actions"));
  writeFileSync(join(folder, "actions/migrate.js"), "mine");
  const { code, out, err } = await ncf(["init", folder]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("nothing was written, because actions/migrate.js in");
  expect(filesBelow(folder)).toEqual(["actions/migrate.js"]);
  expect(readFileSync(join(folder, "actions/migrate.js"), "utf8")).toBe("mine");
});

test("ncf init reports why a directory cannot be written", async () => {
  writeFileSync(join(folder, "file"), "");
  const { code, err } = await ncf(["init", join(folder, "file")]);
  expect(code).toBe(2);
  expect(err).toMatch(/NCF_USAGE: cannot write .*: (ENOTDIR|EEXIST)/);
});
