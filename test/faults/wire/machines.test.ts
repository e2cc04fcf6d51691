import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../../src/client/undiciTransport.ts";
import { type Emulator, startEmulator } from "../../../src/emulator/index.ts";
import { callOnce, type CallResult } from "../../../src/invocation/callOnce.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { hashParams } from "../../../src/journal/hashParams.ts";
import type { JournalLocation } from "../../../src/journal/journalLocation.ts";
import { openJournalAt } from "../../../src/journal/openJournalAt.ts";
import { Secret } from "../../../src/model/secret.ts";
import { nodeJournalFiles } from "../../../src/ports/nodeJournalFiles.ts";
import { nodePorts } from "../../../src/ports/nodePorts.ts";
import { nodeSharedFiles } from "../../../src/ports/nodeSharedFiles.ts";
import { jumpingClock } from "../../support/jumpingClock.ts";
import { type S3Gateway, startS3Gateway } from "../../support/s3Gateway.ts";
import { dummyKeys } from "../../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../../support/actions", import.meta.url));
const program = fileURLToPath(new URL("../../support/dyingMachine.js", import.meta.url));
const key = { project: "orders", stack: "dev", name: "one" };
const inputs = {
  actionName: "echo",
  params: { a: 1 },
  idempotencyParam: "idempotencyKey",
  waitFor: "20s",
};
const scope = { backend: "b" };
const points = [
  "before the intent",
  "after the intent",
  "in flight",
  "after the response",
  "after the end",
] as const;
type Point = (typeof points)[number];

let gateway: S3Gateway;
let folder: string;
let emulator: Emulator;
let places = 0;
const before = { ...process.env };
beforeAll(async () => {
  gateway = await startS3Gateway();
  Object.assign(process.env, gateway.env);
  folder = mkdtempSync(join(tmpdir(), "ncf-machines-"));
});
afterAll(async () => {
  await gateway.stop();
  for (const name of Object.keys(gateway.env)) delete process.env[name];
  Object.assign(process.env, before);
  rmSync(folder, { recursive: true, force: true });
});

const stores = ["a file", "a directory", "a bucket"] as const;

/** Another place in a store each time. */
function newPlace(store: (typeof stores)[number]): {
  readonly location: JournalLocation;
  readonly directory: string;
} {
  places += 1;
  const directory = join(folder, `journal-${places}`);
  switch (store) {
    case "a file":
      mkdirSync(directory);
      return { location: { kind: "file", path: join(directory, "j.jsonl"), scope }, directory };
    case "a directory":
      return { location: { kind: "directory", path: directory, scope }, directory };
    case "a bucket": {
      const query = `endpoint=${gateway.endpoint}&region=us-east-1&s3ForcePathStyle=true`;
      const url = `s3://${gateway.bucket}/journal-${places}?${query}`;
      return {
        location: { kind: "bucket", url, scope },
        directory: join(gateway.directory, `journal-${places}`),
      };
    }
  }
}

/** Runs a machine until it is killed at a point of its call. */
async function dieAt(point: Point, location: JournalLocation): Promise<void> {
  const held = new EventEmitter();
  if (point === "in flight") {
    const until = once(held, "release");
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "afterRun", until } });
  }
  const child = spawn(process.execPath, [program, emulator.url, JSON.stringify(location), point], {
    env: {
      ...process.env,
      ACCESS_KEY: dummyKeys.accessKey,
      SECRET_KEY: dummyKeys.secretKey,
      INPUTS: JSON.stringify(inputs),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = once(child, "close");
  if (point === "in flight") {
    await emulator.ledger.whenPosted(1);
    child.kill("SIGKILL");
  }
  expect(await ended).toEqual([null, "SIGKILL"]);
  held.emit("release");
  if (point === "in flight") await emulator.ledger.whenRun(({ endedAt }) => endedAt !== undefined);
}

/** Makes the call on another machine, whose waits take no time. */
async function goOn(
  location: JournalLocation,
  more: Readonly<Record<string, string>> = {},
): Promise<CallResult> {
  const ports = nodePorts();
  const clock = jumpingClock();
  const self = { host: "machine-2 boot", pid: 1, startedAt: "boot 2" };
  const { invocation } = readInputs({ ...inputs, ...more }, { endpoint: emulator.url }) as {
    invocation: Invocation;
  };
  const { params, triggers } = invocation;
  const secretKey = new Secret(dummyKeys.secretKey);
  const functions = new CloudFunctions({
    ...ports,
    credentials: { accessKey: dummyKeys.accessKey, secretKey, source: "test" },
    transport: undiciTransport(),
  });
  const deps = { ...ports, clock, files: nodeJournalFiles, sharedFiles: nodeSharedFiles, self };
  const journal = await openJournalAt(location, deps);
  try {
    return await callOnce(
      invocation,
      { key, firstGeneration: 1 },
      {
        functions,
        clock,
        journal,
        processes: { self, stateOf: ({ host }) => (host === self.host ? "alive" : "elsewhere") },
        paramsHash: hashParams({ params, triggers }, secretKey),
        emit: () => {},
      },
    );
  } finally {
    await journal.close();
    await functions.close();
  }
}

async function withEmulator(work: () => Promise<void>): Promise<void> {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  try {
    await work();
  } finally {
    await emulator.close();
  }
}

describe.each(stores)("a machine that dies with its journal in %s", (store) => {
  test.each(points)("%s: the next machine reuses the single run, or reports it as unknown", (point) =>
    withEmulator(async () => {
      const { location } = newPlace(store);
      await dieAt(point, location);
      const { outcome, generation } = await goOn(location);
      const { posts, runs } = emulator.ledger;
      // Nothing tells a call that was about to be sent from one that was lost on its way.
      const isLost = point === "after the intent";
      expect(outcome.kind).toBe(isLost ? "unknown" : "succeeded");
      expect([posts.length, runs.length]).toEqual(isLost ? [0, 0] : [1, 1]);
      expect(outcome).toMatchObject(
        isLost ? { delivery: "sent" } : { activation: { activationId: runs[0]?.activationId } },
      );
      expect(generation).toBe(1);
    }),
  );
});

describe.each(["a directory", "a bucket"] as const)("a claim that is half written in %s", (store) => {
  // A file's line that is half written was never confirmed.
  test.each([
    ["in flight", 1],
    ["after the intent", 0],
  ] as const)("%s: it counts as sent, and nothing is called", (point, count) =>
    withEmulator(async () => {
      const { location, directory } = newPlace(store);
      await dieAt(point, location);
      tearClaim(directory);
      const { outcome } = await goOn(location);
      expect([outcome.kind, emulator.ledger.posts.length]).toEqual(["unknown", count]);
    }),
  );
});

/** Cuts the claim in half, as a store does that loses what it had confirmed. */
function tearClaim(directory: string): void {
  const claims = readdirSync(directory).filter((name) => name.endsWith(".1"));
  expect(claims).toHaveLength(1);
  const path = join(directory, claims[0] ?? "");
  truncateSync(path, Math.trunc(statSync(path).size / 2));
}
