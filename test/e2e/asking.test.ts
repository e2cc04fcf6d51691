import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { nodeTerminal } from "../../src/cli/nodeTerminal.ts";
import { runNcf } from "../../src/cli/runNcf.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { dummyKeys } from "../support/signedFetch.ts";

let test: NcfFolder;
afterEach(() => test.close());

const stackFile = `name: orders
resources:
  one: { type: ncf:ActionInvocation, properties: { actionName: hello, params: { name: one } } }
  two:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { name: two }, onDelete: { actionName: echo } }
`;

const nodes = nodeTerminal();

/** Runs a command at a terminal whose user answers in a way (`Ctrl-C` and `Ctrl-D` are pressed), or without one, and returns what is seen. */
async function at(answer: string | undefined, ...words: readonly string[]) {
  let [out, err, asked] = ["", "", ""];
  let press = (): void => {};
  const code = await runNcf({
    ...nodes,
    args: [...words, "stack.yaml", "--stack", "dev"],
    cwd: test.folder,
    ports: {
      ...nodes.ports,
      env: {
        ...nodes.ports.env,
        GITHUB_ACTIONS: undefined,
        CI: undefined,
        NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
        NCLOUD_SECRET_KEY: dummyKeys.secretKey,
        NCF_JOURNAL: `${test.folder}/journal.jsonl`,
        PULUMI_HOME: `${test.folder}/home`,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${test.folder}`,
      },
    },
    isInteractive: answer !== undefined,
    isLive: false,
    write: (text) => (out += text),
    writeError: (text) => (err += text),
    onInterrupt: (listener) => {
      press = listener;
      return () => {};
    },
    prompt: async (question, signal) => {
      asked += question;
      if (answer === "Ctrl-C") press();
      signal.throwIfAborted();
      return answer === "Ctrl-D" ? undefined : answer;
    },
  });
  return { code, out, err, asked };
}

it("a change is asked for with its place and its size, and only a yes makes it", async () => {
  test = await openNcfFolder(stackFile);
  const { ledger } = test.emulator;
  const place = `project orders, stack dev, backend file://${test.folder}\n`;

  const refused = await at("n", "up");
  expect(refused).toMatchObject({ code: 1, err: "Cancelled.\n", asked: "Apply 2 calls? [y/N] " });
  expect(refused.out).toContain(place);
  expect(await at("Ctrl-D", "up")).toMatchObject({ code: 1, err: "\nCancelled.\n" });
  const interrupted = await at("Ctrl-C", "up");
  expect(interrupted).toMatchObject({ code: 130, err: expect.stringContaining("Interrupted.") });
  expect(interrupted.err).not.toMatch(/NCF_BUG|calls in flight/);
  expect(ledger.posts).toHaveLength(0);

  expect(await at("yes", "up")).toMatchObject({ code: 0, err: "" });
  expect(ledger.posts).toHaveLength(2);

  expect(await at("n", "refresh")).toMatchObject({
    code: 1,
    out: expect.stringContaining(place),
    asked: "Re-read 2 resources and update the state? [y/N] ",
  });
  expect(await at("n", "refresh", "--target", "one")).toMatchObject({
    asked: "Re-read 1 resource and update the state? [y/N] ",
  });

  const kept = await at("n", "destroy");
  expect(kept).toMatchObject({
    code: 1,
    err: "Cancelled.\n",
    asked: "Delete 2 resources from the stack, with 1 call of onDelete? [y/N] ",
  });
  expect(kept.out).toMatch(/^orders\/dev: 1 call[^]*delete +two[^]*project orders, stack dev/);
  expect(await at("Ctrl-C", "destroy")).toMatchObject({ code: 130 });
  expect(ledger.posts).toHaveLength(2);
  expect(await at("y", "destroy")).toMatchObject({ code: 0 });
  expect(ledger.posts).toHaveLength(3);
});

it("a lock is removed once its process has ended, and not while it is or may be at work", async () => {
  test = await openNcfFolder(stackFile);
  expect(await at("yes", "up")).toMatchObject({ code: 0 });
  const directory = join(test.folder, ".pulumi/locks/organization/orders/dev");
  const lock = (pid: number, host = hostname()): void => {
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });
    const made = { pid, username: "ann", hostname: host, timestamp: new Date().toISOString() };
    writeFileSync(join(directory, "d34db33f.json"), JSON.stringify(made));
  };
  const isLocked = (): boolean => existsSync(directory) && readdirSync(directory).length > 0;

  expect(await at(undefined, "cancel")).toMatchObject({ code: 0, out: "The stack had no lock.\n" });

  lock(process.pid);
  expect(await at("yes", "cancel", "--yes")).toMatchObject({
    code: 3,
    err: expect.stringMatching(
      /^NCF_LOCK_HELD: the stack is locked by process \d+ of ann on this machine since .*: that process is running\n/,
    ),
  });
  expect(isLocked()).toBe(true);
  expect(await at(undefined, "cancel", "--force")).toMatchObject({ code: 0, out: "The lock was removed.\n" });
  expect(isLocked()).toBe(false);

  lock(2 ** 22 + 1);
  expect(await at(undefined, "cancel")).toMatchObject({ code: 0, out: "The lock was removed.\n" });
  expect(isLocked()).toBe(false);

  lock(7, "runner-7");
  expect(await at(undefined, "cancel")).toMatchObject({
    code: 3,
    err: expect.stringContaining("on runner-7 since"),
  });
  expect(await at("n", "cancel")).toMatchObject({ code: 1, err: "Cancelled.\n" });
  expect(isLocked()).toBe(true);
  const json = await at(undefined, "cancel", "--yes", "--json");
  expect(json.code).toBe(0);
  expect(JSON.parse(json.out)).toMatchObject({ kind: "summary", result: "succeeded", locks: 1 });
  expect(isLocked()).toBe(false);

  rmSync(join(test.folder, ".pulumi/stacks"), { recursive: true });
  expect(await at(undefined, "cancel")).toMatchObject({
    code: 6,
    err: expect.stringContaining("NCF_STACK_MISSING: the stack dev of orders does not exist in"),
  });
});

it("at a real terminal Ctrl-C and Ctrl-D answer the question, and CI=true does not ask", async () => {
  test = await openNcfFolder(stackFile);
  const up = "ncf up stack.yaml --stack dev";
  const pressed = async (key: string) => {
    const running = test.startInTerminal(up);
    await running.said("[y/N]");
    running.child.stdin?.write(key);
    const { code, stdout } = await running.end;
    return {
      code,
      said: stdout
        .slice(stdout.lastIndexOf("[y/N]"))
        .replace(/^[^\n]*\n/, "")
        .trim(),
    };
  };
  expect(await pressed("\u0003")).toEqual({
    code: 130,
    said: "Interrupted. No call is in flight; stopping.",
  });
  expect(await pressed("\u0004")).toEqual({ code: 1, said: "Cancelled." });
  expect(await pressed("n\r")).toEqual({ code: 1, said: "Cancelled." });
  for (const [line, env] of [
    [up, { CI: "true" }],
    [`${up} --no-tty`, {}],
  ] as const) {
    const { code, stdout } = await test.startInTerminal(line, env).end;
    expect([code, stdout]).toEqual([2, expect.stringContaining("this is not an interactive terminal")]);
  }
  expect(test.emulator.ledger.posts).toHaveLength(0);
});
