import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { killEngine } from "../support/killEngine.ts";
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
  ["with --fast", "--fast"],
  ["without it", ""],
])(
  "a fast up that is killed loses its state and calls nothing twice: the next up %s takes over what ran",
  async (_how, option) => {
    test = await openNcfFolder(twoCalls);
    const { folder, emulator, start, run } = test;
    const held = new EventEmitter();
    const until = once(held, "release");
    const first = start("ncf up . -s dev --yes --fast");
    await emulator.ledger.whenRun(({ endedAt }) => endedAt !== undefined);
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
    await emulator.ledger.whenPosted(2);
    killEngine({ startedBy: first.child.pid });
    expect((await first.end).code).toBe(6);
    expect(textBelow(join(folder, ".ncf", "state"))).not.toContain("ActionInvocation::one");

    expect(await run("ncf cancel . -s dev")).toMatchObject({ code: 0 });
    held.emit("release");
    const next = await run(`ncf up . -s dev --yes ${option}`);
    const [one, two] = emulator.ledger.runs;
    expect(next).toMatchObject({ code: 0 });
    expect(next.stdout).toContain(`one = ${one?.activationId}\ntwo = ${two?.activationId}\n`);
    expect(await run("ncf up . -s dev --yes")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("one: unchanged\ntwo: unchanged\n"),
    });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([2, 2]);
  },
);

it("a fast up names what a crash would lose, and an interrupt has its state saved", async () => {
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
  const up = start("ncf up . -s dev --yes --fast");
  await emulator.ledger.whenPosted(1);
  up.child.kill("SIGINT");
  const { code, stderr } = await up.end;
  expect(code).toBe(130);
  expect(stderr).toMatch(/^--fast: a crash loses the record of 1 resource .*: seed$/m);
  expect(textBelow(join(folder, ".ncf", "state"))).toContain("ActionInvocation::first");
});
