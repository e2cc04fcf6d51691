import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { packTarball } from "../../../scripts/tarball.js";

const entries = [
  { name: "launcher", content: "#!/bin/sh\n", isExecutable: true },
  { name: "bundle.mjs", content: "x".repeat(1500) },
  { name: "empty", content: "" },
];

test("tar unpacks every file with its content and mode", () => {
  const folder = mkdtempSync(join(tmpdir(), "ncf-tar-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "a.tar.gz"), packTarball(entries));
  execFileSync("tar", ["-xzf", "a.tar.gz"], { cwd: folder });
  const unpacked = entries.map(({ name }) => ({
    name,
    content: readFileSync(join(folder, name), "utf8"),
    isExecutable: (statSync(join(folder, name)).mode & 0o100) !== 0,
  }));
  expect(unpacked).toEqual(entries.map((entry) => ({ isExecutable: false, ...entry })));
});

test("the same files give the same bytes", () => {
  expect(packTarball(entries).equals(packTarball(entries))).toBe(true);
});

test("a file whose name does not fit is refused", () => {
  expect(() => packTarball([{ name: "x".repeat(101), content: "" }])).toThrow("longer than 100 bytes");
});
