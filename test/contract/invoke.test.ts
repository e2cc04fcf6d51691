import { EventEmitter, once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { nodeTerminal } from "../../src/cli/nodeTerminal.ts";
import { runNcf } from "../../src/cli/runNcf.ts";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { startS3Gateway } from "../support/s3Gateway.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const terminal = nodeTerminal();

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  folder = mkdtempSync(join(tmpdir(), "ncf-invoke-"));
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
  /** Milliseconds by which the clock of its machine is ahead. */
  readonly aheadMs?: number;
  /** Waits; then Ctrl-C is pressed. */
  readonly interrupts?: readonly (() => Promise<unknown>)[];
}

/** Runs the command line in this process, as a shell would. */
async function ncf(words: readonly string[], { env = {}, input, aheadMs = 0, interrupts = [] }: Place = {}) {
  let [out, err] = ["", ""];
  let press: () => void = () => {};
  const { clock } = terminal.ports;
  const running = runNcf({
    ...terminal,
    args: words,
    cwd: folder,
    isInputTerminal: input === undefined,
    readInput: async () => input ?? "",
    ports: {
      ...terminal.ports,
      homeDir: folder,
      clock: { ...clock, now: () => Date.now() + aheadMs },
      env: {
        NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
        NCLOUD_SECRET_KEY: dummyKeys.secretKey,
        NCF_JOURNAL: join(folder, "journal.jsonl"),
        NCF_ENDPOINT: emulator.url,
        ...env,
      },
    },
    write: (text) => (out += text),
    writeError: (text) => (err += text),
    onInterrupt: (listener) => {
      press = listener;
      return () => {};
    },
  });
  for (const wait of interrupts) {
    await wait();
    press();
  }
  const code = await running;
  return { code, out, err };
}

const hello = ["invoke", "hello", "--params", '{"name":"you"}'];
const calls = (): readonly number[] => [emulator.ledger.posts.length, emulator.ledger.runs.length];

describe("ncf invoke", () => {
  test("prints the result on standard output, and everything else on standard error", async () => {
    expect(await ncf(hello)).toEqual({
      code: 0,
      out: '{"greeting":"hello you"}\n',
      err: expect.stringMatching(/^-\/hello: calling\n-\/hello: succeeded in .* \(activation \w{32}\)\n$/),
    });
  });

  test.each<[string, readonly string[], string]>([
    ["a part of the result", ["--select", "/greeting"], '"hello you"\n'],
    ["a part as text", ["--select", "/greeting", "--output", "text"], "hello you\n"],
    ["the result for people", ["--output", "text"], '{\n  "greeting": "hello you"\n}\n'],
    ["a part of the record", ["--output", "record", "--select", "/outcome"], '"succeeded"\n'],
  ])("prints %s", async (_what, words, out) => {
    expect(await ncf([...hello, ...words])).toMatchObject({ code: 0, out });
  });

  test("takes params from a file and from standard input, and an action as messages have it", async () => {
    writeFileSync(join(folder, "p.json"), '\uFEFF{"name":"file"}');
    expect((await ncf(["invoke", "-/hello", "--params", "@p.json"])).out).toBe('{"greeting":"hello file"}\n');
    const piped = await ncf(["invoke", "hello", "--params", "-"], { input: '{"name":"pipe"}' });
    expect(piped.out).toBe('{"greeting":"hello pipe"}\n');
  });

  test("reads variables from a file; the environment takes precedence", async () => {
    writeFileSync(join(folder, "v.env"), `NCF_ENDPOINT=http://127.0.0.1:1\nNCF_PLATFORM=vpc\n`);
    expect((await ncf([...hello, "--vars", "v.env"])).code).toBe(0);
    expect(emulator.ledger.posts[0]?.platform).toBe("vpc");
  });

  test("without a key calls each time, and the history has both calls", async () => {
    await ncf(hello);
    await ncf(hello);
    expect(calls()).toEqual([2, 2]);
    const { out } = await ncf(["history", "--json"]);
    const keys = (JSON.parse(out) as { calls: { key: string }[] }).calls.map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^invoke-/), expect.stringMatching(/^invoke-/)]);
    expect(keys[0]).not.toBe(keys[1]);
  });

  test("without a key is not posted twice when the response is lost, and prints the key that settles it", async () => {
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    const { code, err } = await ncf([...hello, "--wait", "0"]);
    expect([code, calls()]).toEqual([5, [1, 1]]);
    const [, key = "", id = ""] = /It ran: ncf resolve --key (invoke-\S+) .* --ran (\w{32})/.exec(err) ?? [];
    expect(err).toContain("until then another ncf invoke with this key searches again");
    expect(await ncf(["resolve", "--key", key, "--ran", id])).toMatchObject({
      code: 0,
      out: expect.stringContaining("the next ncf invoke with this key uses the result of activation"),
    });
    expect((await ncf([...hello, "--key", key])).out).toBe('{"greeting":"hello you"}\n');
    expect(calls()).toEqual([1, 1]);
  });

  test("with a key calls once, prints the recorded outcome, and refuses another call of it", async () => {
    const first = await ncf([...hello, "--key", "k"]);
    const second = await ncf([...hello, "--key", "k"]);
    expect(second).toMatchObject({
      code: 0,
      out: first.out,
      err: expect.stringContaining("recorded under key k, so nothing was called now"),
    });
    expect(second.err).not.toContain("calling");
    expect(await ncf(["invoke", "echo", "--key", "k"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("another action, -/hello instead of -/echo"),
    });
    expect(calls()).toEqual([1, 1]);
  });

  test("a failed key fails again, and is called again only with --retry-failed", async () => {
    const words = [
      "invoke",
      "leak",
      "--params",
      '{"dsn":"pg://canary"}',
      "--secret-param",
      "/dsn",
      "--key",
      "k",
    ];
    const first = await ncf(words);
    expect(first).toMatchObject({ code: 1, out: "" });
    expect(first.err).toMatch(/NCF_ACTION_FAILED: -\/leak ran and failed .*cannot reach \[secret\]/);
    expect(first.err).toContain("add --retry-failed to call it again");
    expect(first.err).not.toContain("canary");
    expect(await ncf(words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("nothing was called now"),
    });
    expect(calls()).toEqual([1, 1]);
    expect((await ncf([...words, "--retry-failed"])).code).toBe(1);
    expect(calls()).toEqual([2, 2]);
  });

  test("reads the logs of a run once, and not at all when they are not wanted", async () => {
    const failing = ["invoke", "end", "--params", '{"how":"throw"}'];
    expect(await ncf([...failing, "--logs", "none"])).toMatchObject({ code: 1 });
    expect(emulator.ledger.reads).toHaveLength(0);
    expect(await ncf(failing)).toMatchObject({ code: 1 });
    expect(emulator.ledger.reads).toHaveLength(1);
  });

  test("shows the logs of a run that failed, without secrets, and none when they are not wanted", async () => {
    const words = ["invoke", "end", "--params", '{"how":"throw"}', "--secret-param", "/how"];
    const { err } = await ncf(words);
    expect(err).toMatch(/\n {2}logs:\n {2}\| \S+ stderr: ending by \[secret\]\n/);
    expect((await ncf([...words, "--logs", "none"])).err).not.toContain("logs:");
    expect((await ncf([...hello, "--logs", "always"])).err).toContain("stdout: greeting you");
  });

  test("adds its call to the summary of a step of GitHub Actions", async () => {
    const path = join(folder, "summary");
    const env = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: path, GITHUB_OUTPUT: join(folder, "output") };
    await ncf([...hello, "--key", "k"], { env });
    await ncf([...hello, "--key", "k"], { env });
    const [first = "", again = ""] = readFileSync(path, "utf8")
      .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
      .split("\n\n### ")
      .map((text) => text.trim());
    expect(first).toMatch(
      /^### ncf invoke -\/hello: succeeded\n\n.*\n.*\n\| k \| -\/hello \| succeeded \| .* s \| \w{32} \|$/,
    );
    expect(again).toContain("| k | -/hello | succeeded (earlier call) |");
    expect(readFileSync(join(folder, "output"), "utf8")).toMatch(/^ncf-result<<(ncf_\w+)\nsucceeded\n\1\n/);
  });

  test("names the missing part of the result, and how to read the result", async () => {
    const { code, out, err } = await ncf([...hello, "--select", "/greting", "--key", "k"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("did you mean greeting?; read the result: the same command with another --select");
  });

  test("a run that does not end in time is followed by the command that the hint prints", async () => {
    const words = ["invoke", "waits", "--timeout", "0", "--wait", "0"];
    const { code, err } = await ncf(words);
    expect(code).toBe(5);
    const [, action = "", id = ""] = /wait for it: ncf activation wait (\S+) (\w{32})/.exec(err) ?? [];
    expect(await ncf(["activation", "wait", action, id])).toMatchObject({ code: 1 });
    expect(calls()).toEqual([1, 1]);
  });

  test("the outcome of a key outlives the record: its result is an error of its own", async () => {
    await ncf([...hello, "--key", "k"]);
    emulator.set({ activationsExpired: true });
    const later = { aheadMs: 120_000 };
    expect(await ncf([...hello, "--key", "k"], later)).toMatchObject({
      code: 5,
      out: "",
      err: expect.stringMatching(
        /NCF_RESULT_UNREADABLE: .*the API has no record of it\n {2}hint: pass --output record/,
      ),
    });
    const text = await ncf([...hello, "--key", "k", "--output", "text"], later);
    expect(text).toMatchObject({ code: 0, out: "" });
    const record = await ncf([...hello, "--key", "k", "--json"], later);
    expect(JSON.parse(record.out)).toMatchObject({ outcome: "succeeded", isRecorded: true });
    expect(calls()).toEqual([1, 1]);
  });

  test("the record of a failure is printed with its error, on standard output alone", async () => {
    const { code, out, err } = await ncf(["invoke", "leak", "--key", "k", "--json"]);
    expect([code, err]).toEqual([1, ""]);
    expect(JSON.parse(out)).toMatchObject({
      key: "k",
      action: "-/leak",
      outcome: "failed",
      isRecorded: false,
      error: { code: "NCF_ACTION_FAILED" },
    });
  });
});

test("ncf resolve takes a key or a resource, and names the key in its messages", async () => {
  await ncf([...hello, "--key", "k"]);
  expect(await ncf(["resolve", "--key", "k", "--did-not-run"])).toMatchObject({
    code: 3,
    err: expect.stringContaining("key k, generation 1 cannot be settled"),
  });
  expect(await ncf(["resolve", "one", "--key", "k"])).toMatchObject({
    code: 2,
    err: expect.stringContaining("resource one and --key k exclude each other"),
  });
  expect((await ncf(["resolve", "--key", "k", "--project", "shop"])).code).toBe(2);
});

describe("an interrupt of ncf invoke", () => {
  test("lets the call in flight end, prints its result, and exits with 130", async () => {
    const held = new EventEmitter();
    emulator.faults.add({
      on: "POST",
      fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
    });
    const interrupt = async (): Promise<void> => {
      await emulator.ledger.whenPosted(1);
      setImmediate(() => held.emit("release"));
    };
    const end = await ncf([...hello, "--key", "k"], { interrupts: [interrupt] });
    expect(end).toMatchObject({ code: 130, out: '{"greeting":"hello you"}\n' });
    expect(end.err).toContain(
      "Interrupted. Waiting for the call in flight; no new calls will start. Press Ctrl-C again",
    );
  });

  test("pressed twice ends immediately, with a hint how to read the outcome", async () => {
    const held = new EventEmitter();
    emulator.faults.add({
      on: "POST",
      fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
    });
    const [first, second] = [() => emulator.ledger.whenPosted(1), async () => {}];
    const end = await ncf([...hello, "--key", "k"], { interrupts: [first, second] });
    expect(end).toMatchObject({ code: 130, out: "" });
    expect(end.err).toContain("Read its outcome, without another call: ncf invoke hello --key k");
    held.emit("release");
    await emulator.ledger.whenPosted(({ status }) => status === 200);
    expect((await ncf([...hello, "--key", "k"])).out).toBe('{"greeting":"hello you"}\n');
    expect(calls()).toEqual([1, 1]);
  });
});

describe("ncf activation", () => {
  const idOf = (at: number): string => emulator.ledger.runs[at]?.activationId ?? "?";

  test("reads a run by action and id, and by key", async () => {
    await ncf([...hello, "--key", "k"]);
    const byId = await ncf(["activation", "get", "-/hello", idOf(0)]);
    expect(JSON.parse(byId.out)).toMatchObject({
      action: "-/hello",
      activationId: idOf(0),
      outcome: "succeeded",
    });
    expect(await ncf(["activation", "get", "--key", "k"])).toEqual(byId);
    const part = ["activation", "get", "--key", "k", "--output", "result", "--select", "/greeting"];
    expect((await ncf(part)).out).toBe('"hello you"\n');
    expect((await ncf(["activation", "logs", "--key", "k"])).out).toMatch(/stdout: greeting you\n$/);
  });

  test("reports that an id belongs to another action, or is unknown", async () => {
    await ncf(hello);
    expect(await ncf(["activation", "get", "echo", idOf(0)])).toMatchObject({
      code: 2,
      err: expect.stringContaining("it is of another action, has not ended"),
    });
    expect(await ncf(["activation", "get", "--key", "nosuch"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("key nosuch: the journal has no call of it"),
    });
  });

  test("waits for a run, follows its logs, and fails as the run did", async () => {
    await ncf(["invoke", "end", "--params", '{"how":"throw"}', "--key", "k"]);
    const wait = await ncf(["activation", "wait", "--key", "k"]);
    expect(wait).toMatchObject({ code: 1, err: expect.stringContaining("NCF_ACTION_FAILED") });
    expect((await ncf(["activation", "logs", "--follow", "--key", "k"])).out).toContain("ending by throw");
    expect(await ncf(["activation", "wait", "echo", "0".repeat(32), "--wait", "0"])).toMatchObject({
      code: 5,
      err: expect.stringContaining("has no record after 0"),
    });
  });

  test("lists the runs of an action, newest first, by status and up to a limit", async () => {
    for (const how of ["return", "throw", "return"]) {
      await ncf(["invoke", "end", "--params", JSON.stringify({ how, value: {} })]);
    }
    const list = async (...words: readonly string[]) => {
      const { out } = await ncf(["activation", "list", "end", "--json", ...words]);
      const { activations, hasMore } = JSON.parse(out) as {
        activations: { activationId: string }[];
        hasMore: boolean;
      };
      return [activations.map(({ activationId }) => activationId), hasMore];
    };
    expect(await list()).toEqual([[idOf(2), idOf(1), idOf(0)], false]);
    expect(await list("--limit", "1")).toEqual([[idOf(2)], true]);
    expect(await list("--status", "failed")).toEqual([[idOf(1)], false]);
    expect((await ncf(["activation", "list", "end", "--until", "1h"])).err).toContain("no activation");
    expect((await ncf(["activation", "list", "end", "--since", "yesterday"])).err).toContain(
      "--since yesterday is not a time",
    );
  });
});

describe("ncf history", () => {
  test("has who called what from which run, how it ended, in how many attempts", async () => {
    emulator.faults.add({
      on: "POST",
      fault: { kind: "respond", when: "insteadOfRun", status: 429, headers: { "retry-after": "0" } },
    });
    const env = { USER: "mina", BUILD_URL: "https://bot:canary@ci.example/job/7?token=canary" };
    await ncf([...hello, "--key", "k1"], { env });
    await ncf(["invoke", "leak", "--key", "k2"], { env });
    await ncf(["invoke", "nosuch", "--key", "k3"], { env });
    const { out } = await ncf(["history"]);
    const lines = out.split("\n");
    expect(lines.filter((_line, at) => at % 2 === 0).slice(0, 3)).toEqual([
      expect.stringMatching(/^\S+Z {2}key k3: -\/nosuch refused, did not run$/),
      expect.stringMatching(/^\S+Z {2}key k2: -\/leak failed in \S+ s \(activation \w{32}\)$/),
      expect.stringMatching(
        / {2}key k1: -\/hello succeeded in \S+ s after 2 attempts \(activation \w{32}\)$/,
      ),
    ]);
    expect(lines[1]).toMatch(/^ {2}by mina on \S+, https:\/\/ci\.example\/job\/7$/);
    expect(out).not.toContain("canary");
    const failed = await ncf(["history", "--failed", "--json"]);
    expect(JSON.parse(failed.out)).toMatchObject({ calls: [{ key: "k3" }, { key: "k2" }], hasMore: false });
    expect((await ncf(["history", "--key", "k1", "--json"])).out).toContain('"key":"k1"');
    expect((await ncf(["history", "--limit", "1"])).err).toContain("2 older calls not shown");
    expect((await ncf(["history", "--since", "2100-01-01"])).err).toContain("no such call in");
  });

  test.each([
    ["one file", () => ({ NCF_JOURNAL: join(folder, "j") })],
    ["a directory", () => ({ NCF_JOURNAL: `file://${folder}/j` })],
    ["the state of the user", () => ({ NCF_JOURNAL: undefined, XDG_STATE_HOME: join(folder, "state") })],
    ["a backend", () => ({ NCF_JOURNAL: undefined, PULUMI_BACKEND_URL: `file://${folder}/backend` })],
  ])("finds the stacks of a location: %s", async (_where, envOf) => {
    const env = envOf();
    await ncf([...hello, "--key", "k"], { env });
    expect((await ncf(["history"], { env })).out).toContain("key k: -/hello succeeded");
    expect((await ncf(["history", "--project", "other"], { env })).out).toBe("");
  });

  test("reports that there is no journal, and creates none", async () => {
    const env = { NCF_JOURNAL: `file://${folder}/none` };
    expect(await ncf(["history"], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining(`no journal was found at ${folder}/none/`),
    });
    expect(await ncf(["history"], { env: { NCF_JOURNAL: "off" } })).toMatchObject({ code: 2 });
  });
});

describe("a journal in a bucket whose credentials are in the file of --vars", () => {
  test("is found by each command that reads it", async () => {
    const gateway = await startS3Gateway();
    const vars = ["--vars", "aws.env"];
    writeFileSync(
      join(folder, "aws.env"),
      Object.entries(gateway.env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    const query = `endpoint=${gateway.endpoint}&s3ForcePathStyle=true`;
    const env = { NCF_JOURNAL: `s3://${gateway.bucket}/calls?${query}` };
    const results = [];
    try {
      for (const words of [
        ["history", "--key", "k", ...vars],
        ["activation", "get", "--key", "k", ...vars],
        ["resolve", "--key", "k", ...vars],
        [...hello, "--key", "k", ...vars],
      ].toReversed()) {
        // Each command is a process of its own.
        for (const name of Object.keys(gateway.env)) delete process.env[name];
        results.push(await ncf(words, { env }));
      }
    } finally {
      for (const name of Object.keys(gateway.env)) delete process.env[name];
      await gateway.stop();
    }
    expect(results.map(({ code, err }) => [code, err.includes("NCF_")])).toEqual(
      results.map(() => [0, false]),
    );
    expect(calls()).toEqual([1, 1]);
  });
});
