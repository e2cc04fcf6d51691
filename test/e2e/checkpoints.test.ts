import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { enginesBelow } from "../support/enginesBelow.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { textBelow } from "../support/textBelow.ts";

let test: NcfFolder;
afterEach(() => test.close());

const twoCalls = `name: orders
resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { key: "ncf:orders/dev/one/1" } }
  two:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { key: "ncf:orders/dev/two/1" } }
    options: { dependsOn: ["\${one}"] }
outputs:
  one: \${one.activationId}
  two: \${two.activationId}
`;

it.each([
  ["auto", "end"],
  ["end", "auto"],
  ["each", "each"],
])(
  "an up with --checkpoints %s whose engine is killed records its calls, and the next up with %s calls nothing twice",
  async (first, next) => {
    test = await openNcfFolder(twoCalls);
    const { folder, emulator } = test;
    // Beside the state, where auto needs no checkpoints.
    const env = { NCF_JOURNAL: undefined };
    const start = (line: string) => test.start(line, env);
    const run = (line: string) => test.run(line, env);
    const held = new EventEmitter();
    const until = once(held, "release");
    const up = start(`ncf up . -s dev --yes --checkpoints ${first}`);
    await emulator.ledger.whenRun(({ endedAt }) => endedAt !== undefined);
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
    await emulator.ledger.whenPosted(2);
    for (const pid of enginesBelow(up.child)) process.kill(pid, "SIGKILL");
    await up.said("the engine was killed (SIGKILL): waiting for calls in flight");
    held.emit("release");
    const killed = await up.end;
    expect(killed).toMatchObject({ code: 6, stderr: expect.stringContaining("NCF_ENGINE_FAILED") });
    const hasState = textBelow(join(folder, ".ncf", "state")).includes("ActionInvocation::one");
    expect(hasState).toBe(first === "each");

    expect(await run("ncf cancel . -s dev")).toMatchObject({ code: 0 });
    const end = await run(`ncf up . -s dev --yes --checkpoints ${next}`);
    const [one, two] = emulator.ledger.runs;
    expect(end).toMatchObject({ code: 0 });
    expect(end.stdout).toContain(`one = ${one?.activationId}\ntwo = ${two?.activationId}\n`);
    expect(await run("ncf up . -s dev --yes")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("one: unchanged\ntwo: unchanged\n"),
    });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([2, 2]);
  },
);

it("saving once at the end names the commands that a crash would lose, and an interrupt has the state saved", async () => {
  test = await openNcfFolder(`name: slow
resources:
  first:
    type: ncf:ActionInvocation
    properties: { packageName: tools, actionName: slow, params: { ms: 2000 } }
  seed:
    type: command:local:Command
    properties: { create: "true" }
    options: { dependsOn: ["\${first}"] }
`);
  const { folder, emulator, start } = test;
  const up = start("ncf up . -s dev --yes --checkpoints end");
  await emulator.ledger.whenPosted(1);
  up.child.kill("SIGINT");
  const { code, stderr } = await up.end;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^--checkpoints end: a crash loses the record of 1 resource .*: seed$/m);
  expect(textBelow(join(folder, ".ncf", "state"))).toContain("ActionInvocation::first");
});
