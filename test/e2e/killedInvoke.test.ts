import { EventEmitter, once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatRecord, parseRecord } from "../../src/journal/records.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { type S3Gateway, startS3Gateway } from "../support/s3Gateway.ts";

const preload = fileURLToPath(new URL("../support/killAtLink.js", import.meta.url));
/** The service keeps the records of all tests, so that each has a key of its own. */
const lineOf = ({ key }: Place): string =>
  `ncf invoke echo --params '{"a":1}' --key ${key} --idempotency-param key`;

let folder: NcfFolder;
let gateway: S3Gateway;
let share: string;
let journals = 0;

beforeAll(async () => {
  folder = await openNcfFolder("name: unused\nresources: {}\n");
  gateway = await startS3Gateway();
  share = mkdtempSync(join(tmpdir(), "ncf-share-"));
});
afterAll(async () => {
  await folder.close();
  await gateway.stop();
  rmSync(share, { recursive: true, force: true });
});

interface Place {
  /** Of the step. */
  readonly key: string;
  /** As in `NCF_JOURNAL`. */
  readonly url: string;
  /** Where its records are. */
  readonly directory: string;
}

function newDirectory(): Place {
  journals += 1;
  const path = join(share, `journal-${journals}`);
  const key = `release-${journals}`;
  return { key, url: pathToFileURL(path).href, directory: join(path, "-", "-") };
}

function newPrefix(): Place {
  journals += 1;
  const prefix = `journal-${journals}`;
  const query = `endpoint=${gateway.endpoint}&region=us-east-1&s3ForcePathStyle=true`;
  return {
    key: `release-${journals}`,
    url: `s3://${gateway.bucket}/${prefix}?${query}`,
    directory: join(gateway.directory, prefix, "-", "-"),
  };
}

/** Variables of a runner: a home of its own, and nothing in common with another one but the journal and the service. */
function runner(name: string, { url }: Place): Record<string, string | undefined> {
  const home = join(share, `${name}-${journals}`);
  mkdirSync(home, { recursive: true });
  return {
    ...gateway.env,
    HOME: home,
    XDG_STATE_HOME: join(home, "state"),
    USER: name,
    NCF_JOURNAL: url,
    NCF_ENDPOINT: folder.emulator.url,
  };
}

/** Runs the step on a runner that dies at a record of the journal. */
async function dieAtLink(place: Place, at: string): Promise<void> {
  const env = { ...runner("first", place), KILL_AT_LINK: at };
  const main = join(fileURLToPath(new URL("../..", import.meta.url)), "dist/cli/main.js");
  const program = `"${process.execPath}" --import "${pathToFileURL(preload).href}" "${main}"`;
  expect((await folder.start(lineOf(place).replace("ncf", program), env).end).code).toBeNull();
  leaveMachine(place);
}

/** Runs the step on a runner that dies while the service has the call. */
async function dieInFlight(place: Place, when: "beforeRun" | "afterRun"): Promise<void> {
  const { emulator } = folder;
  const held = new EventEmitter();
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when, until: once(held, "release") } });
  const posts = emulator.ledger.posts.length;
  const step = folder.start(lineOf(place), runner("first", place));
  await emulator.ledger.whenPosted(posts + 1);
  if (when === "afterRun") await emulator.ledger.whenPosted(({ verdict }) => verdict === "ran");
  step.child.kill("SIGKILL");
  await step.end;
  held.emit("release");
  leaveMachine(place);
}

/** Makes the claims those of a machine that cannot be seen from here, a retry budget ago. */
function leaveMachine({ directory }: Place): void {
  for (const name of listOf(directory)) {
    const path = join(directory, name);
    const lines = readFileSync(path, "utf8")
      .split("\n")
      .map((text) => {
        const at = text.search(/[0-9a-f]{8} \{/);
        const record = at === -1 ? undefined : parseRecord(text.slice(at));
        if (record?.kind !== "intent") return text;
        const owner = { ...record.owner, host: "runner-1 another-boot" };
        return text.slice(0, at) + formatRecord({ ...record, owner, sendsUntilAt: record.at });
      });
    writeFileSync(path, lines.join("\n"));
  }
}

function listOf(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** Runs the same step on another runner. */
function repeat(place: Place, more = "") {
  return folder.run(`${lineOf(place)}${more}`, runner("second", place));
}

function callsOf(): readonly number[] {
  const { posts, runs } = folder.emulator.ledger;
  return [posts.length, runs.length];
}

describe("a step that is killed and repeated on another machine calls once", () => {
  it.each([
    ["before its intent is durable", "1 before", "succeeded in"],
    ["after the response, before its end is durable", "2 before", "nothing was called now"],
    ["after its end is durable", "2 after", "nothing was called now"],
  ])("%s", async (_when, at, told) => {
    const place = newDirectory();
    folder.emulator.ledger.clear();
    await dieAtLink(place, at);
    const end = await repeat(place);
    expect(end).toMatchObject({ code: 0, stderr: expect.stringContaining(told) });
    expect(JSON.parse(end.stdout)).toEqual({ a: 1, key: `ncf:-/-/${place.key}/1` });
    expect(callsOf()).toEqual([1, 1]);
    expect(await repeat(place)).toMatchObject({ code: 0, stdout: end.stdout });
    expect(callsOf()).toEqual([1, 1]);
  });

  it.each([
    ["in flight, in a directory", newDirectory],
    ["in flight, in a bucket", newPrefix],
  ])("%s", async (_where, newPlace) => {
    const place = newPlace();
    folder.emulator.ledger.clear();
    await dieInFlight(place, "afterRun");
    expect(await repeat(place)).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("nothing was called now"),
    });
    expect(callsOf()).toEqual([1, 1]);
    const history = await folder.run("ncf history --json", runner("third", place));
    expect(JSON.parse(history.stdout)).toMatchObject({
      calls: [{ key: place.key, outcome: "succeeded", by: { user: "first", host: "runner-1" } }],
    });
  });

  it("between its intent and its first byte: the repeat calls nothing until it is settled, and then once", async () => {
    const place = newDirectory();
    folder.emulator.ledger.clear();
    await dieAtLink(place, "1 after");
    const unknown = await repeat(place, " --wait 0");
    expect(unknown).toMatchObject({ code: 5, stderr: expect.stringContaining("NCF_OUTCOME_UNKNOWN") });
    expect(callsOf()).toEqual([0, 0]);
    const settle = /^ *It did not run: (.*)$/m.exec(unknown.stderr)?.[1] as string;
    expect(settle).toBe(`ncf resolve --key ${place.key} --journal ${place.url} --did-not-run`);
    expect(await folder.run(settle, runner("second", place))).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("the next ncf invoke with this key calls -/echo again"),
    });
    expect(await repeat(place)).toMatchObject({ code: 0 });
    expect(await repeat(place)).toMatchObject({ code: 0 });
    expect(callsOf()).toEqual([1, 1]);
  });
});
