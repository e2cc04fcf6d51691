import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Journal } from "../../src/journal/journal.ts";
import { openJournal } from "../../src/journal/openJournal.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { nodeProcesses } from "../../src/ports/nodeProcesses.ts";

const writer = fileURLToPath(new URL("../support/journalWriter.js", import.meta.url));
const megabyte = 1024 * 1024;
const { self, stateOf } = nodeProcesses();

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ncf-journal-"));
  path = join(folder, "state", "shop", "prod.jsonl");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(at = path): Promise<Journal> {
  return openJournal(at, { files: nodeJournalFiles, clock: { now: Date.now }, self });
}

/** Starts a process that claims `PREFIX0`, `PREFIX1`, … */
function startWriter(prefix: string, count: number, inFlight: number, segmentBytes = megabyte): ChildProcess {
  const args = [writer, path, prefix, count, inFlight, segmentBytes].map(String);
  return spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
}

/** What a process said, once it has gone. */
async function saidBy(child: ChildProcess): Promise<{ code: number | null; lines: readonly string[] }> {
  let text = "";
  child.stdout?.on("data", (chunk) => (text += String(chunk)));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, lines: text.split("\n").filter((line) => line !== "") };
}

async function missing(keys: readonly string[], journal: Journal): Promise<readonly string[]> {
  const found = await Promise.all(keys.map((key) => journal.find(key)));
  return keys.filter((_key, index) => found[index] === undefined);
}

test("files and folders of the journal are the owner's alone", async () => {
  await (await open()).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "state", "shop")).mode & 0o777).toBe(0o700);
});

describe("two processes that write a thousand intents each at the same time", () => {
  test.each([
    ["to one file", megabyte, 20],
    ["to one file, one after the other", megabyte, 1],
    ["through many files", 20_000, 20],
  ])("%s: lose none", async (_how, segmentBytes, inFlight) => {
    const count = inFlight === 1 ? 300 : 1000;
    const said = await Promise.all(
      ["a", "b"].map((prefix) => saidBy(startWriter(prefix, count, inFlight, segmentBytes))),
    );
    const keys = ["a", "b"].flatMap((prefix) => Array.from({ length: count }, (_, n) => `${prefix}${n}`));
    expect(said.map(({ code }) => code)).toEqual([0, 0]);
    expect(said.flatMap(({ lines }) => lines).sort()).toEqual([...keys].sort());
    const journal = await open();
    expect(await missing(keys, journal)).toEqual([]);
    await journal.close();
    expect(readdirSync(join(folder, "state", "shop")).length > 10).toBe(segmentBytes === 20_000);
  });

  test("for the same keys: each key is had by one of them", async () => {
    const count = 1000;
    const said = await Promise.all([1, 2].map(() => saidBy(startWriter("k", count, 20, 20_000))));
    const lines = said.flatMap((one) => one.lines);
    const had = lines.filter((line) => !line.startsWith("taken "));
    expect(had.sort()).toEqual(Array.from({ length: count }, (_, n) => `k${n}`).sort());
    expect(lines).toHaveLength(2 * count);
  });
});

test("a writer that is killed at any moment loses no durable record, and its owner is reported as gone", async () => {
  for (const killAfter of [1, 2, 17, 64, 150]) {
    const child = startWriter(`k${killAfter}-`, 100_000, 7, 20_000);
    let lineCount = 0;
    child.stdout?.on("data", (chunk) => {
      lineCount += String(chunk).split("\n").length - 1;
      if (lineCount >= killAfter) child.kill("SIGKILL");
    });
    const { code, lines } = await saidBy(child);
    expect(code).toBeNull();
    const journal = await open();
    // What the pipe holds of a line that was being said when the kill came counts as well: it was durable by then.
    expect(await missing(lines.slice(0, -1), journal)).toEqual([]);
    const entry = await journal.find(lines[0] as string);
    expect(entry?.owner.pid).toBe(child.pid);
    expect(stateOf(entry?.owner as typeof self)).toBe("gone");
    const after = `after ${killAfter}`;
    await journal.intend({ key: after, action: "a", paramsHash: "h", sendsUntilAt: 0 });
    await journal.close();
    const again = await open();
    expect(await missing([...lines.slice(0, -1), after], again)).toEqual([]);
    await again.close();
  }
});

test("an incomplete line at the end of the file is harmless", async () => {
  const journal = await open();
  await journal.intend({ key: "before", action: "a", paramsHash: "h", sendsUntilAt: 0 });
  appendFileSync(path, '0badc0de {"kind":"intent","id":"x","key":"torn');
  await journal.intend({ key: "after", action: "a", paramsHash: "h", sendsUntilAt: 0 });
  const again = await open();
  expect(await missing(["before", "torn", "after"], again)).toEqual(["torn"]);
  await Promise.all([journal.close(), again.close()]);
});

describe("a journal that cannot be written", () => {
  test("because its folder cannot be made is refused", async () => {
    writeFileSync(join(folder, "state"), "a file");
    await expect(open()).rejects.toMatchObject({
      code: "NCF_JOURNAL_UNWRITABLE",
      exitCode: 4,
      reason: expect.stringContaining("ENOTDIR"),
    });
  });

  test("because it is a folder is refused", async () => {
    await expect(open(folder)).rejects.toThrow("EISDIR");
  });

  test("because its folder is read-only is refused", async () => {
    chmodSync(folder, 0o555);
    // A superuser may write there all the same.
    const WRITER_USER = process.getuid?.() === 0 ? "65534" : undefined;
    const child = spawn(process.execPath, [writer, path, "k", "1", "1", "1000"], {
      env: { ...process.env, WRITER_USER },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr?.on("data", (chunk) => (errors += String(chunk)));
    const { code, lines } = await saidBy(child);
    chmodSync(folder, 0o755);
    expect(errors).toContain("NCF_JOURNAL_UNWRITABLE");
    expect(errors).toContain("EACCES");
    expect([code, lines]).toEqual([1, []]);
  });
});

describe("a process", () => {
  test("reports itself as running", () => {
    expect(self.pid).toBe(process.pid);
    expect(stateOf(self)).toBe("alive");
  });

  test("takes another one with the number of an old one for a new one", () => {
    expect(stateOf({ ...self, startedAt: "before" })).toBe("gone");
  });

  test("cannot see those of other machines", () => {
    expect(stateOf({ ...self, host: "elsewhere" })).toBe("elsewhere");
  });

  test("cannot see those of another machine with the same name, even with its own pid", () => {
    const [name = ""] = self.host.split(" ");
    expect(self.host.length).toBeGreaterThan(name.length + 1);
    expect(stateOf({ ...self, host: `${name} another boot` })).toBe("elsewhere");
  });

  test("reports an ended process as gone, even as a zombie", async () => {
    // The shell becomes a program that knows nothing of the child it had before.
    const script = '"$0" "$@" & exec sleep 60';
    const args = ["-c", script, process.execPath, writer, path, "k", "1", "1", String(megabyte)];
    const parent = spawn("sh", args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(parent.stdout, "data");
    const journal = await open();
    const owner = (await journal.find("k0"))?.owner as typeof self;
    await expect.poll(() => stateOf(owner), { timeout: 10_000 }).toBe("gone");
    expect(process.kill(owner.pid, 0)).toBe(true);
    await journal.close();
    parent.kill("SIGKILL");
    await once(parent, "close");
  });
});
