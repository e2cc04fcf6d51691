import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Journal } from "../../src/journal/journal.ts";
import type { JournalLocation } from "../../src/journal/journalLocation.ts";
import { openJournalAt } from "../../src/journal/openJournalAt.ts";
import { formatRecord } from "../../src/journal/records.ts";
import { openStoredJournal } from "../../src/journal/storedJournal.ts";
import { parseBucketUrl } from "../../src/journal/stores/bucketLocation.ts";
import { bucketObjects } from "../../src/journal/stores/bucketObjects.ts";
import { chainIdOf } from "../../src/journal/stores/chains.ts";
import { openChainStore } from "../../src/journal/stores/chainStore.ts";
import { openS3Client } from "../../src/journal/stores/s3Client.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { nodeSharedFiles } from "../../src/ports/nodeSharedFiles.ts";
import { claim, intentOf, journalSuite } from "../support/journalSuite.ts";
import { startS3Gateway, type S3Gateway } from "../support/s3Gateway.ts";
import { startS3Trouble, type S3Trouble } from "../support/s3Trouble.ts";

const ports = nodePorts();
let folder: string;
let gateway: S3Gateway;
let trouble: S3Trouble;
const before = { ...process.env };
const opened: Journal[] = [];
let prefixes = 0;
let runners = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "ncf-stores-"));
  gateway = await startS3Gateway();
  Object.assign(process.env, gateway.env);
});
afterAll(async () => {
  await gateway.stop();
  for (const name of Object.keys(gateway.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  trouble = await startS3Trouble(gateway);
});
afterEach(async () => {
  await Promise.allSettled(opened.splice(0).map((journal) => journal.close()));
  await trouble.stop();
});

/** Another place below the bucket each time. */
function newPrefix(): string {
  prefixes += 1;
  return `state-${prefixes}`;
}

function urlOf(prefix: string, endpoint = trouble.endpoint): string {
  return `s3://${gateway.bucket}/${prefix}?endpoint=${endpoint}&region=us-east-1&s3ForcePathStyle=true`;
}

async function openAt(location: JournalLocation): Promise<Journal> {
  runners += 1;
  const self = { host: `runner-${runners}`, pid: 7, startedAt: "boot" };
  const deps = { ...ports, files: nodeJournalFiles, sharedFiles: nodeSharedFiles, self };
  const journal = await openJournalAt(location, deps);
  opened.push(journal);
  return journal;
}

function openBucket(prefix: string, endpoint?: string): Promise<Journal> {
  return openAt({ kind: "bucket", url: urlOf(prefix, endpoint), scope: {} });
}

function textBelow(directory: string): string {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), "utf8")}`)
    .join("\n");
}

journalSuite(
  "a file",
  () => {
    const path = join(folder, newPrefix(), "prod.jsonl");
    return { open: () => openAt({ kind: "file", path, scope: {} }), text: () => textBelow(folder) };
  },
  { hasOwnClock: true },
);
journalSuite(
  "a directory",
  () => {
    const path = join(folder, newPrefix());
    return { open: () => openAt({ kind: "directory", path, scope: {} }), text: () => textBelow(path) };
  },
  { hasOwnClock: true },
);
journalSuite(
  "object storage",
  () => {
    const prefix = newPrefix();
    return {
      open: () => openBucket(prefix, gateway.endpoint),
      text: () => textBelow(join(gateway.directory, prefix)),
    };
  },
  { hasOwnClock: true },
);
journalSuite(
  "object storage that ignores conditions and has lists of version 1 only",
  () => {
    const prefix = newPrefix();
    trouble.ignoresConditions = true;
    trouble.listsVersion2 = "refuses";
    return { open: () => openBucket(prefix), text: () => textBelow(join(gateway.directory, prefix)) };
  },
  { hasOwnClock: true },
);

/** Opens a journal whose requests are given up after a short time. */
async function openImpatient(prefix: string): Promise<Journal> {
  const location = parseBucketUrl(urlOf(prefix));
  const limits = { responseMs: 300, operationMs: 1500 };
  const client = await openS3Client(location, { clock: ports.clock, env: process.env, limits });
  const objects = bucketObjects(location.prefix, { client, clock: ports.clock, random: Math.random });
  const self = { host: "impatient", pid: 7, startedAt: "boot" };
  return openStoredJournal("bucket", (sink) => openChainStore(objects, ports.clock, sink), {
    ...ports,
    self,
  });
}

const slowDown = { kind: "error", status: 503, code: "SlowDown" } as const;

describe("object storage", () => {
  test.each([
    ["answers 503 for a while", slowDown],
    ["drops connections before it reads requests", { kind: "drop" }],
    ["drops the connection after it has stored a claim", { kind: "dropResponse" }],
  ] as const)("that %s: the claim is made once, and its own", async (_what, fault) => {
    const prefix = newPrefix();
    const journal = await openBucket(prefix);
    await claim(journal, "before");
    trouble.add({ on: "PUT", times: 2, fault });
    const entry = await claim(journal, "k");
    trouble.add({ on: "PUT", times: 2, fault });
    await journal.end(entry, { kind: "succeeded", activationId: "abc" });
    const other = await openBucket(prefix);
    expect((await other.intend(intentOf("k"))).kind).toBe("taken");
    expect(await other.find("k")).toMatchObject({ claim: entry.claim, end: { activationId: "abc" } });
  });

  test.each([
    ["answers 503 again and again", slowDown, "HTTP 503 SlowDown"],
    ["denies access midway", { kind: "error", status: 403, code: "AccessDenied" }, "HTTP 403 AccessDenied"],
    ["has lost the bucket", { kind: "error", status: 404, code: "NoSuchBucket" }, "HTTP 404 NoSuchBucket"],
    ["drops every connection", { kind: "drop" }, "socket hang up"],
  ] as const)("that %s: nothing is sent, and the message says so", async (_what, fault, text) => {
    const prefix = newPrefix();
    const journal = await openBucket(prefix);
    const entry = await claim(journal, "before");
    trouble.add({ on: "PUT", times: 1000, fault });
    const refused = await journal.intend(intentOf("k")).catch((error: Error) => error);
    expect(refused).toMatchObject({
      code: "NCF_JOURNAL_UNWRITABLE",
      reason: expect.stringContaining(text),
      hint: expect.stringContaining("s3:PutObject"),
    });
    expect(String(refused)).not.toContain(gateway.env["AWS_SECRET_ACCESS_KEY"]);
    await expect(journal.end(entry, { kind: "succeeded", activationId: "abc" })).rejects.toThrow(
      "NCF_JOURNAL_UNWRITABLE",
    );
    // What could not be written is known here, and is written once the service works again.
    expect((await journal.find("before"))?.end?.kind).toBe("succeeded");
    trouble.faults.length = 0;
    await claim(journal, "after");
    const other = await openBucket(prefix);
    expect((await other.find("before"))?.end).toEqual({ kind: "succeeded", activationId: "abc" });
    expect((await other.intend(intentOf("k"))).kind).toBe("claimed");
  });

  test.each([
    ["does not respond", { kind: "hang" }],
    ["stores a claim and never says so", { kind: "dropResponse" }],
  ] as const)(
    "that %s: the call is not made, and the claim counts as sent for others",
    async (_what, fault) => {
      const prefix = newPrefix();
      const journal = await openImpatient(prefix);
      await claim(journal, "before");
      trouble.add({ on: "PUT", key: /\.1$/, times: 1000, fault });
      trouble.add({ on: "GET", times: 1000, fault });
      await expect(journal.intend(intentOf("k"))).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
      trouble.faults.length = 0;
      const other = await openBucket(prefix);
      const intended = await other.intend(intentOf("k"));
      expect(intended).toMatchObject({ kind: "taken", entry: { owner: { host: "impatient" } } });
      expect(intended.entry).not.toHaveProperty("end");
      // Its owner knows better as soon as it can say so.
      await claim(journal, "after");
      expect((await other.find("k"))?.end).toEqual({ kind: "notSent" });
      expect((await claim(other, "k")).owner.host).not.toBe("impatient");
    },
  );

  test("that cannot be listed is refused when it is opened", async () => {
    trouble.add({ on: "LIST", times: 1000, fault: { kind: "error", status: 403, code: "AccessDenied" } });
    await expect(openBucket(newPrefix())).rejects.toMatchObject({
      code: "NCF_JOURNAL_UNWRITABLE",
      exitCode: 4,
      reason: expect.stringContaining(`the journal s3://${gateway.bucket}/`),
    });
  });

  test("that reports a conflict of two writes is retried", async () => {
    const journal = await openBucket(newPrefix());
    await claim(journal, "before");
    const fault = { kind: "error", status: 409, code: "ConditionalRequestConflict" } as const;
    trouble.add({ on: "PUT", times: 3, fault });
    expect(await claim(journal, "k")).toMatchObject({ key: "k" });
  });

  test("that does not know conditions is remembered, by every machine", async () => {
    const prefix = newPrefix();
    trouble.add({ on: "PUT", key: /probe$/, fault: { kind: "error", status: 501, code: "NotImplemented" } });
    const journal = await openBucket(prefix);
    const entry = await claim(journal, "k");
    const other = await openBucket(prefix);
    trouble.requests.length = 0;
    expect((await other.intend(intentOf("k"))).entry.claim).toBe(entry.claim);
    await claim(other, "l");
    expect(trouble.requests.filter((one) => one.includes("probe"))).toEqual([]);
  });

  test.each(["yes", "refuses", "takes for version 1"] as const)(
    "that lists with version 2: %s, is listed beyond the first thousand objects",
    async (listsVersion2) => {
      const prefix = newPrefix();
      const keys = Array.from({ length: 1010 }, (_, index) => `k${index}`);
      mkdirSync(join(gateway.directory, prefix));
      for (const key of keys) {
        const owner = { host: "runner", pid: 7, startedAt: "boot" };
        const record = { kind: "intent", id: key, ...intentOf(key), at: Date.now(), owner } as const;
        writeFileSync(join(gateway.directory, prefix, `${chainIdOf(key)}.1`), formatRecord(record));
      }
      trouble.listsVersion2 = listsVersion2;
      const other = await openBucket(prefix);
      expect((await other.entries()).map(({ key }) => key).sort()).toEqual([...keys].sort());
      const lists = trouble.requests.filter((one) => one.startsWith("LIST"));
      expect(lists.some((one) => !one.includes("version 2"))).toBe(listsVersion2 !== "yes");
    },
  );

  test("writes claims and ends with one request each, and sends no other request", async () => {
    const journal = await openBucket(newPrefix());
    await journal.end(await claim(journal, "first"), { kind: "succeeded" });
    trouble.requests.length = 0;
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const resource = { project: "shop", stack: "prod", name: `r${index}` };
        await journal.generations(resource);
        await journal.end(await claim(journal, `ncf:shop/prod/r${index}/1`), { kind: "succeeded" });
      }),
    );
    expect(trouble.requests.length).toBe(40);
  });

  test("is distinguished from this machine's clock, which may be wrong", async () => {
    const hourMs = 3_600_000;
    const location = parseBucketUrl(urlOf(newPrefix()));
    const open = async (aheadMs: number): Promise<Journal> => {
      const clock = { ...ports.clock, now: () => Date.now() + aheadMs };
      const client = await openS3Client(location, { clock, env: process.env });
      const objects = bucketObjects(location.prefix, { client, clock, random: Math.random });
      const self = { host: `ahead ${aheadMs}`, pid: 7, startedAt: "boot" };
      return openStoredJournal("bucket", (sink) => openChainStore(objects, clock, sink), { clock, self });
    };
    for (const [owner, reader] of [
      [-hourMs, 0],
      [hourMs, 0],
      [0, hourMs],
      [hourMs, -hourMs],
    ] as const) {
      const key = `k${owner} ${reader}`;
      const journal = await open(owner);
      await journal.intend(intentOf(key, { sendsUntilAt: Date.now() + owner + 60_000 }));
      const other = await open(reader);
      const found = await other.find(key);
      const readerNow = Date.now() + reader;
      expect(Math.abs((found?.at ?? 0) - readerNow)).toBeLessThan(20_000);
      expect((found?.sendsUntilAt ?? 0) - readerNow).toBeGreaterThan(40_000);
      expect((found?.sendsUntilAt ?? 0) - readerNow).toBeLessThan(80_000);
    }
  });
});
