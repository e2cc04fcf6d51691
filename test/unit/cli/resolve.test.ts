import { describe, expect, test } from "vitest";
import type { ActivationResponse } from "../../../src/client/responses.ts";
import { generationKey, type GenerationName } from "../../../src/model/resourceKey.ts";
import type { JournalEntry } from "../../../src/journal/journal.ts";
import type { CallEnd } from "../../../src/journal/records.ts";
import type { Activation } from "../../../src/model/activation.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Processes } from "../../../src/ports/processes.ts";
import { claim, intentOf, path, scene, startedAt } from "../journal/scene.ts";
import { directoryScene } from "../journal/storeScenes.ts";
import { ncf, type CapturedOptions } from "./captured.ts";

const keys = { NCLOUD_ACCESS_KEY: "access", NCLOUD_SECRET_KEY: "secret-canary" };
const env = { ...keys, XDG_STATE_HOME: "/state" };
const stackWords = ["--project", "shop", "--stack", "prod"];
const command = "ncf resolve one --project shop --stack prod";
const minuteMs = 60_000;

/** A run of the action `hello` that began with the call. */
function run(activationId: string, result: JsonObject = {}, more: Partial<Activation> = {}): Activation {
  const success = result["error"] === undefined;
  const status = success ? "success" : "application error";
  return { activationId, name: "hello", start: startedAt, response: { result, status, success }, ...more };
}

interface World {
  /** Activations that the API has. */
  readonly runs?: readonly Activation[];
  /** What it answers to every question for one of them instead. */
  readonly answer?: ActivationResponse;
  readonly owner?: ReturnType<Processes["stateOf"]>;
}

/** A journal with calls of `one` and others, and an API; nothing is called. */
async function world({ runs = [], answer, owner = "gone" }: World = {}) {
  const { files, open } = scene();
  const journal = await open();
  const call = async (
    end: CallEnd | undefined,
    more: Partial<GenerationName> = {},
  ): Promise<JournalEntry> => {
    const key = generationKey({ project: "shop", stack: "prod", name: "one", generation: 1, ...more });
    const entry = await claim(journal, key);
    if (end !== undefined) await journal.end(entry, end);
    return entry;
  };
  const options: CapturedOptions = {
    env,
    journalFiles: files,
    stateOf: () => owner,
    now: startedAt + minuteMs,
    activationReader: {
      activations: async () => ({ kind: "listed", activations: runs }),
      activation: async ({ activationId }) => {
        const activation = runs.find((one) => one.activationId === activationId);
        return answer ?? (activation === undefined ? { kind: "notYet" } : { kind: "found", activation });
      },
    },
  };
  return {
    call,
    journal,
    resolve: (words: readonly string[], more: CapturedOptions = {}) =>
      ncf(["resolve", ...words], { ...options, ...more }),
    /** How the newest call of `one` stands in the journal. */
    endOf: async (entry: JournalEntry) => (await journal.find(entry.key))?.end,
  };
}

describe("ncf resolve", () => {
  test("lists the calls of the stack that are not settled, each with the command that looks into it", async () => {
    const { call, journal, resolve } = await world();
    await call({ kind: "unknown" });
    await call({ kind: "pending", activationId: "a7" }, { name: "slow" });
    await call({ kind: "succeeded", activationId: "a1" }, { name: "fine" });
    await call({ kind: "unknown" }, { stack: "dev" });
    const released = await call({ kind: "unknown" }, { name: "removed" });
    await journal.end(released, { kind: "released" });
    const { code, out } = await resolve(stackWords);
    expect([code, out]).toEqual([
      0,
      `one, generation 1: it is unknown whether it ran
  call:  -/hello at https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic
  made:  2024-04-25T05:05:38.000Z by process 101 on ci, which has ended
  end:   it is unknown whether it ran, written 2024-04-25T05:05:38.000Z
  Inspect: ${command}
slow, generation 1: it was accepted as activation a7
  call:  -/hello at https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic
  made:  2024-04-25T05:05:38.000Z by process 101 on ci, which has ended
  end:   it was accepted as activation a7, written 2024-04-25T05:05:38.000Z
  Inspect: ncf resolve slow --project shop --stack prod
`,
    ]);
  });

  test("reports that all calls are settled", async () => {
    const { call, resolve } = await world();
    await call({ kind: "succeeded", activationId: "a1" });
    expect(await resolve(stackWords)).toEqual({
      code: 0,
      out: `${path}: no unsettled calls\n`,
      err: "",
    });
  });

  test("with a name shows the runs that could be its run, and the commands that settle it", async () => {
    const { call, resolve } = await world({
      runs: [
        run("a1"),
        run("a2", { key: "ncf:shop/prod/one/1" }),
        run("a3", { key: "ncf:shop/prod/two/1" }),
        run("a4", {}, { start: startedAt - 10 * minuteMs }),
        run("a5"),
      ],
    });
    await call(undefined);
    await call({ kind: "succeeded", activationId: "a5" }, { name: "five" });
    expect((await resolve(["one", ...stackWords])).out).toBe(`one, generation 1: it is unknown whether it ran
  call:  -/hello at https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic
  made:  2024-04-25T05:05:38.000Z by process 101 on ci, which has ended
  end:   not recorded
  found: a1, started 2024-04-25T05:05:38.000Z, success, shows no key
  found: a2, started 2024-04-25T05:05:38.000Z, success, shows the key, so it is the run
  It ran: ${command} --ran a1
  It ran: ${command} --ran a2
  It did not run: ${command} --did-not-run
  If it ran, its activation would be visible by 2024-04-25T05:12:38.000Z; after --did-not-run the next up calls again
`);
  });

  test("inspects without credentials too, and names what is missing", async () => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" });
    const { code, out } = await resolve(["one", ...stackWords], { env: { XDG_STATE_HOME: "/state" } });
    expect(code).toBe(0);
    expect(out).toContain(
      "cannot be listed (NCF_CREDENTIALS_MISSING: set NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY)",
    );
    expect(out).toContain(
      `It ran: ${command} --ran ACTIVATION-ID\n  It did not run: ${command} --did-not-run\n`,
    );
  });

  test("offers nothing to settle while the process is running, and no way to deny a run that is known", async () => {
    const { call, resolve } = await world({ owner: "alive" });
    await call(undefined);
    const { out } = await resolve(["one", ...stackWords]);
    expect(out).toContain("one, generation 1: its process is still running\n");
    expect(out).toContain("  wait:  process 101 is still working on it\n");
    expect(out).not.toMatch(/It (ran|did not run):/);

    const known = await world();
    await known.call({ kind: "pending", activationId: "a1" });
    const shown = (await known.resolve(["one", ...stackWords])).out;
    expect(shown).toContain(`It ran: ${command} --ran a1\n`);
    expect(shown).not.toContain("did not run");
  });

  test("gives the same as JSON", async () => {
    const { call, resolve } = await world({ runs: [run("a1")] });
    await call({ kind: "unknown" });
    const { out } = await resolve(["one", ...stackWords, "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      journal: path,
      calls: [
        {
          project: "shop",
          stack: "prod",
          name: "one",
          generation: 1,
          action: "-/hello",
          owner: { host: "ci", pid: 101, state: "gone" },
          end: { kind: "unknown" },
          activations: [{ activationId: "a1", showsKey: false, status: "success" }],
          commands: { ran: [`${command} --ran a1`], didNotRun: `${command} --did-not-run` },
        },
      ],
    });
  });
});

describe("ncf resolve --ran", () => {
  test.each([
    ["succeeded", {}, "uses the result of activation a1 and does not call -/hello again"],
    ["failed", { error: "boom" }, "reports that activation a1 failed; the one after it calls -/hello again"],
  ] as const)("writes down that the call %s, as its record says", async (kind, result, outlook) => {
    const { call, resolve, endOf } = await world({ runs: [run("a1", result)] });
    const entry = await call({ kind: "unknown" });
    const settled = `one, generation 1: settled; the next up ${outlook}\n`;
    expect(await resolve(["one", ...stackWords, "--ran", "a1"])).toEqual({ code: 0, out: settled, err: "" });
    expect(await endOf(entry)).toEqual({ kind, activationId: "a1" });

    const again = await resolve(["one", ...stackWords, "--ran", "a1", "--json"]);
    expect([again.code, JSON.parse(again.out)]).toMatchObject([0, { kind: "settled", wasSettled: true }]);
    expect(await resolve(["one", ...stackWords, "--ran", "a2"])).toMatchObject({
      code: 3,
      err: expect.stringContaining(`according to the journal, it ${kind} as activation a1`),
    });
  });

  test.each<[string, World, string, string]>([
    ["without a record", {}, "activation a1 of -/hello has no record", "check the id"],
    [
      "of another action",
      { runs: [run("a1", {}, { name: "other" })] },
      "activation a1 is a run of other, but the call was of -/hello",
      "",
    ],
    [
      "of another time",
      { runs: [run("a1", {}, { start: startedAt - 10 * minuteMs })] },
      "activation a1 started at 2024-04-25T04:55:38.000Z; a run of the call would have started between 2024-04-25T05:00:38.000Z and",
      "",
    ],
    [
      "that shows another call's key",
      { runs: [run("a1", { key: "ncf:shop/prod/two/1" })] },
      "activation a1 shows the key of another call: ncf:shop/prod/two/1",
      "",
    ],
    [
      "that cannot be read now",
      { answer: { kind: "unreadable", reason: "connection refused" } },
      "activation a1 of -/hello cannot be read: connection refused",
      "try again",
    ],
    [
      "that these credentials may not read",
      { answer: { kind: "refused", error: { status: 403, origin: "service", message: "no permission" } } },
      "the API does not show activation a1 of -/hello: no permission",
      "use credentials that may read",
    ],
    [
      "while the call's process is running",
      { owner: "alive", runs: [run("a1")] },
      "process 101 is still working on it",
      "wait until it ends",
    ],
  ])("refuses an activation %s, and changes nothing", async (_what, is, reason, hint) => {
    const { call, resolve, endOf } = await world(is);
    const entry = await call(undefined);
    const { code, err } = await resolve(["one", ...stackWords, "--ran", "a1"]);
    expect([code, await endOf(entry)]).toEqual([3, undefined]);
    expect(err).toContain(`NCF_RESOLVE_REFUSED: one, generation 1 cannot be settled: ${reason}`);
    expect(err).toContain(`hint: ${hint}`);
  });

  test("refuses the run of another call in the journal, including a released one", async () => {
    const { call, journal, resolve } = await world({ runs: [run("a1"), run("a2")] });
    await call({ kind: "unknown" });
    await call({ kind: "succeeded", activationId: "a1" }, { stack: "dev", name: "two", generation: 3 });
    await journal.end(await call({ kind: "succeeded", activationId: "a2" }, { name: "old" }), {
      kind: "released",
    });
    expect((await resolve(["one", ...stackWords, "--ran", "a1"])).err).toContain(
      "activation a1 is the run of two, generation 3, of shop/dev",
    );
    expect((await resolve(["one", ...stackWords, "--ran", "a2"])).err).toContain(
      "the run of old, generation 1",
    );
  });

  test("of a call whose activation is known takes that one and no other", async () => {
    const { call, resolve, endOf } = await world({ runs: [run("a1"), run("a2")] });
    const entry = await call({ kind: "pending", activationId: "a1" });
    expect(await resolve(["one", ...stackWords, "--ran", "a2"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("it was accepted as activation a1"),
    });
    expect(await resolve(["one", ...stackWords, "--ran", "a1"])).toMatchObject({ code: 0 });
    expect(await endOf(entry)).toEqual({ kind: "succeeded", activationId: "a1" });
  });

  test("reports when the call was settled differently while the record was read", async () => {
    const { call, journal, resolve, endOf } = await world();
    const entry = await call({ kind: "unknown" });
    const end = await resolve(["one", ...stackWords, "--ran", "a1"], {
      activationReader: {
        activations: async () => ({ kind: "listed", activations: [] }),
        activation: async () => {
          await journal.end(entry, { kind: "succeeded", activationId: "a2" });
          return { kind: "found", activation: run("a1") };
        },
      },
    });
    expect(end).toMatchObject({ code: 3, err: expect.stringContaining("another process claimed it") });
    expect(await endOf(entry)).toEqual({ kind: "succeeded", activationId: "a2" });
  });

  test("needs credentials, and prints none", async () => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" });
    const missing = await resolve(["one", ...stackWords, "--ran", "a1"], {
      env: { XDG_STATE_HOME: "/state" },
    });
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining("NCF_CREDENTIALS_MISSING")]);
    const { err } = await resolve(["one", ...stackWords, "--ran", "a1"]);
    expect(err).not.toContain("secret-canary");
  });
});

describe("ncf resolve --did-not-run", () => {
  const words = ["one", ...stackWords, "--did-not-run"];

  test("lets the next up call again, and reports it", async () => {
    const { call, resolve, endOf } = await world({ runs: [run("a1")] });
    const entry = await call({ kind: "unknown" });
    expect(await resolve(words)).toEqual({
      code: 0,
      out: "one, generation 1: settled; the next up calls -/hello again; to be sure, wait until 2024-04-25T05:12:38.000Z, by when an earlier run would be visible\n",
      err: "",
    });
    expect(await endOf(entry)).toEqual({ kind: "notSent" });
    expect(await resolve(words, { now: startedAt + 9 * minuteMs })).toMatchObject({
      code: 0,
      out: "one, generation 1: was already settled; the next up calls -/hello again\n",
    });
    expect(await resolve(["one", ...stackWords, "--ran", "a1"])).toMatchObject({
      code: 3,
      err: expect.stringContaining("according to the journal, it did not run"),
    });
  });

  test("needs no credentials", async () => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" });
    expect(await resolve(words, { env: { XDG_STATE_HOME: "/state" } })).toMatchObject({ code: 0 });
  });

  test.each<[string, World, CallEnd | undefined, string]>([
    ["while its process is running", { owner: "alive" }, undefined, "process 101 is still working on it"],
    [
      "while its process still looks for it",
      { owner: "alive" },
      { kind: "unknown" },
      "process 101 is still working on it",
    ],
    [
      "while a process that cannot be seen may send it",
      { owner: "elsewhere" },
      undefined,
      "process 101 on ci, which cannot be seen from this machine, may send it until 2024-04-25T05:06:38.000Z",
    ],
    [
      "when its activation is known",
      {},
      { kind: "pending", activationId: "a1" },
      "it was accepted as activation a1",
    ],
    ["when it succeeded", {}, { kind: "succeeded", activationId: "a1" }, "it succeeded as activation a1"],
    [
      "when a run shows its key",
      { runs: [run("a1", { key: "ncf:shop/prod/one/1" })] },
      { kind: "unknown" },
      "it ran: activation a1 shows its key",
    ],
  ])("is refused %s", async (_when, is, end, reason) => {
    const { call, resolve, endOf } = await world(is);
    const entry = await call(end);
    const { code, err } = await resolve(words);
    expect([code, await endOf(entry)]).toEqual([3, end]);
    expect(err).toContain(reason);
  });

  test("is taken of a process that cannot be seen once that may send no more", async () => {
    const { call, resolve } = await world({ owner: "elsewhere" });
    await call(undefined);
    expect(await resolve(words, { now: startedAt + minuteMs + 1 })).toMatchObject({ code: 0 });
  });
});

describe("a call whose record in the journal is damaged", () => {
  async function damaged() {
    const made = await world({ runs: [run("a1")] });
    const key = generationKey({ project: "shop", stack: "prod", name: "one", generation: 1 });
    const { entry } = await made.journal.intend(intentOf(key, { action: "" }));
    await made.call({ kind: "unknown" }, { name: "other" });
    return { ...made, entry };
  }

  test("is listed with the others, and says what to do", async () => {
    const { resolve } = await damaged();
    const { code, out } = await resolve(stackWords);
    expect([code, out]).toEqual([0, expect.stringContaining("other, generation 1")]);
    const { out: shown } = await resolve(["one", ...stackWords]);
    expect(shown).toContain(`one, generation 1: it is unknown whether it ran
  call:  not known: its record in the journal is damaged
`);
    expect(shown).toContain("  next:  look for the run among the activations of the action");
    expect(shown).toContain("if it ran, adopt it with the resource option import");
    expect(shown).toContain(`  It did not run: ${command} --did-not-run\n`);
    expect(shown).not.toContain("It ran:");
  });

  test("is settled as one that did not run, and no activation is taken for its run", async () => {
    const { entry, resolve, endOf } = await damaged();
    const { code, err } = await resolve(["one", ...stackWords, "--ran", "a1"]);
    expect([code, await endOf(entry)]).toEqual([3, undefined]);
    expect(err).toContain("its record in the journal is damaged and does not name the action");
    expect(err).not.toContain("version");
    expect(await resolve(["one", ...stackWords, "--did-not-run"])).toMatchObject({ code: 0 });
    expect(await endOf(entry)).toEqual({ kind: "notSent" });
  });
});

describe("a call that is to be resolved", () => {
  test("and whose name is misspelled is reported with the nearest name", async () => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" }, { name: "migrate" });
    expect(await resolve(["migrat", ...stackWords])).toEqual({
      code: 2,
      out: "",
      err: `NCF_USAGE: the journal ${path} has no call of migrat\n  hint: did you mean migrate?\n`,
    });
  });

  test("is one of a generation, which is named where several are not settled", async () => {
    const { call, resolve, endOf } = await world();
    await call({ kind: "unknown" });
    const second = await call({ kind: "unknown" }, { generation: 2 });
    expect((await resolve(["one", ...stackWords])).out).toContain(`${command} --generation 2 --did-not-run`);
    expect(await resolve(["one", ...stackWords, "--did-not-run"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("several generations of one are unsettled: 1, 2"),
    });
    expect(await resolve(["one", ...stackWords, "--generation", "2", "--did-not-run"])).toMatchObject({
      code: 0,
    });
    expect(await endOf(second)).toEqual({ kind: "notSent" });
    expect((await resolve(["one", ...stackWords, "--generation", "7"])).err).toContain(
      "it has generation 1, 2",
    );
  });

  test("is shown as it ended when it is settled, without commands that change that", async () => {
    const { call, resolve } = await world();
    await call({ kind: "failed", activationId: "a1" });
    await call({ kind: "succeeded", activationId: "a2" }, { generation: 2 });
    const { out } = await resolve(["one", ...stackWords]);
    expect(out).toContain("one, generation 2: it succeeded as activation a2\n");
    expect(out).not.toContain("It ran");
  });

  test("is distinguished from that of a resource with the same name under another parent", async () => {
    const { call, resolve, endOf } = await world();
    const site = await call({ kind: "unknown" }, { parent: "my:index:Site" });
    const zone = await call({ kind: "unknown" }, { parent: "my:index:Zone" });
    expect(await resolve(["one", ...stackWords, "--did-not-run"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("several resources are named one: my:index:Site$one, my:index:Zone$one"),
    });
    expect((await resolve(["my:index:Site$one", ...stackWords])).out).toContain(
      "ncf resolve 'my:index:Site$one' --project shop --stack prod --did-not-run",
    );
    expect(await resolve(["my:index:Site$one", ...stackWords, "--did-not-run"])).toMatchObject({ code: 0 });
    expect([await endOf(site), await endOf(zone)]).toEqual([{ kind: "notSent" }, { kind: "unknown" }]);
  });

  test("is distinguished from that of another stack in the same journal", async () => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" });
    await call({ kind: "unknown" }, { stack: "dev" });
    expect(await resolve(["one", "--journal", path])).toMatchObject({
      code: 2,
      err: expect.stringContaining("in several stacks: shop/prod, shop/dev"),
    });
    expect(await resolve(["one", "--journal", path, "--stack", "acme/dev"])).toMatchObject({ code: 0 });
  });

  test.each<[string, readonly string[], CapturedOptions, number, string]>([
    ["no project", ["--stack", "prod"], {}, 2, "no project and no journal is selected"],
    ["no stack", ["--project", "shop"], {}, 2, "no stack and no journal is selected"],
    [
      "no resource to settle",
      [...stackWords, "--did-not-run"],
      {},
      2,
      "the name of the resource is required",
    ],
    ["two answers", ["one", ...stackWords, "--did-not-run", "--ran", "a"], {}, 2, "cannot be used with"],
    [
      "a generation that is no number",
      ["one", ...stackWords, "--generation", "x"],
      {},
      2,
      "--generation x must be",
    ],
    [
      "no journal by NCF_JOURNAL=off",
      stackWords,
      { env: { NCF_JOURNAL: "off" } },
      2,
      "NCF_JOURNAL=off disables the journal",
    ],
    ["a missing journal", ["--journal", "j.jsonl"], {}, 2, "journal /work-folder/j.jsonl does not exist"],
  ])("is not found with %s", async (_what, words, more, code, reason) => {
    const { call, resolve } = await world();
    await call({ kind: "unknown" });
    const end = await resolve(words, more);
    expect([end.code, end.err]).toEqual([code, expect.stringContaining(reason)]);
  });
});

describe("the journal of a stack file", () => {
  const files = {
    "shop/stack.yaml": "name: shop\nresources: {}\n",
    "shop/Pulumi.prod.yaml": "config: { ncf:profile: ops, ncf:secretKey: { secure: abc } }\n",
  };

  const key = generationKey({ project: "shop", stack: "prod", name: "one", generation: 1 });
  const besideFile = "file:///work-folder/shop/.ncf/state";

  test.each([
    ["beside the state that is beside the file", besideFile, [], {}],
    ["beside the state of --backend", "file:///share", ["--backend", "file:///share"], {}],
    ["beside the state of PULUMI_BACKEND_URL", "file:///share", [], { PULUMI_BACKEND_URL: "file:///share" }],
  ])("is found %s", async (_where, backend, words, more) => {
    const { clock, files: sharedFiles, openIn } = directoryScene();
    await claim(await openIn(`${backend.slice("file://".length)}/.ncf-journal/shop/prod`), key);
    const { code, out } = await ncf(["resolve", "--file", "shop", "-s", "prod", ...words], {
      env: { ...env, ...more },
      files,
      sharedFiles,
      now: clock.now(),
      stateOf: () => "gone",
    });
    expect(code).toBe(0);
    expect(out).toContain(`Inspect: ${command} --backend ${backend}\n`);
  });

  test("is found where NCF_JOURNAL says", async () => {
    const { files: journalFiles, open } = scene();
    await claim(await open(), key);
    await journalFiles.replace("/ci/j.jsonl", Buffer.from(journalFiles.textOf(path)));
    const { code, out } = await ncf(["resolve", "--file", "shop", "-s", "prod"], {
      env: { ...env, NCF_JOURNAL: "/ci/j.jsonl" },
      files,
      journalFiles,
      stateOf: () => "gone",
    });
    expect(code).toBe(0);
    expect(out).toContain(`Inspect: ${command} --journal /ci/j.jsonl\n`);
  });

  test("is displayed with the errors of the stack file", async () => {
    expect((await ncf(["resolve", "--file", "shop"], { files, env })).err).toContain(
      "no stack and no journal is selected",
    );
    expect(
      await ncf(["resolve", "--file", "x.yaml", "-s", "prod"], { files: { "x.yaml": "nme: a" }, env }),
    ).toMatchObject({
      code: 2,
      err: expect.stringContaining("NCF_STACK_KEY_UNKNOWN"),
    });
  });
});
