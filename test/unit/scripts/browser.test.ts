import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { findBrowser } from "../../../scripts/browser.js";

const folder = mkdtempSync(join(tmpdir(), "ncf-browser-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function program(name: string): string {
  const path = join(folder, name);
  writeFileSync(path, "#!/bin/sh\n");
  chmodSync(path, 0o755);
  return path;
}

test("a browser that NCF_BROWSER names comes first, and nothing takes the place of one that is missing", () => {
  const own = program("my-browser");
  program("chromium");
  expect(findBrowser({ NCF_BROWSER: own, PATH: folder })).toBe(own);
  expect(findBrowser({ NCF_BROWSER: join(folder, "missing"), PATH: folder })).toBeUndefined();
});

test("else it is the first one on PATH", () => {
  const chromium = program("chromium");
  expect(findBrowser({ PATH: ["/nowhere", folder].join(delimiter) })).toBe(chromium);
});
