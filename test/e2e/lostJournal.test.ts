import { EventEmitter, once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { processesBelow } from "../support/processesBelow.ts";
import type { CommandEnd } from "../support/runCommand.ts";

const stackFile = `name: orders
config:
  release: { type: string, default: "1" }
  dsn: { type: string, secret: true }
resources:
  one:
    type: ncf:ActionInvocation
    properties:
      actionName: echo
      params: { release: "\${release}", dsn: "\${dsn}" }
      idempotencyParam: idempotencyKey
outputs:
  id: \${one.activationId}
`;

let runner: NcfFolder;
let env: Readonly<Record<string, string | undefined>>;
beforeEach(async () => {
  runner = await openNcfFolder(stackFile);
  const { folder } = runner;
  // As on Pulumi Cloud: the state is elsewhere, and the journal on the machine.
  env = {
    PULUMI_BACKEND_URL: pathToFileURL(folder).href,
    NCF_JOURNAL: join(folder, "machine", "journal.jsonl"),
  };
});
afterEach(() => runner.close());

const run = (words: string): Promise<CommandEnd> => runner.run(`ncf ${words} --stack dev`, env);
const up = (more = ""): string => `up stack.yaml --yes --secret dsn=hush ${more}`;

/** Runs `ncf up` on a machine that dies with all of its disk while the call is in flight. */
async function dieDuring(words: string): Promise<void> {
  const { emulator } = runner;
  const held = new EventEmitter();
  emulator.faults.add({
    on: "POST",
    fault: { kind: "hold", when: "afterRun", until: once(held, "release") },
  });
  const posted = emulator.ledger.posts.length + 1;
  const dying = runner.start(`ncf ${words} --stack dev`, env);
  await emulator.ledger.whenPosted(posted);
  const engine = processesBelow(dying.child.pid as number).find(({ command }) => / up /.test(command));
  process.kill(engine?.pid as number, "SIGKILL");
  dying.child.kill("SIGKILL");
  await dying.end;
  held.emit("release");
  rmSync(join(runner.folder, "machine"), { recursive: true });
  expect(await run("cancel stack.yaml")).toMatchObject({ code: 0 });
}

const shownId = ({ stdout }: CommandEnd): string | undefined => /^id = (\w+)$/m.exec(stdout)?.[1];

it("a call that only the state knows of is looked for by the next machine, and not made again", async () => {
  await dieDuring(up());
  const end = await run(up());
  expect(end).toMatchObject({ code: 0 });
  expect(end.stdout + end.stderr).toContain("may have called the action");
  expect(end.stdout + end.stderr).not.toContain("pending operations");
  const { posts, runs } = runner.emulator.ledger;
  expect([posts.length, runs.length]).toEqual([1, 1]);
  expect(shownId(end)).toBe(runs[0]?.activationId);

  // The engine keeps the operation in its state for good; what was recorded once is not told again.
  const again = await run(up());
  expect(again).toMatchObject({ code: 0 });
  expect(again.stdout + again.stderr).not.toContain("may have called the action");
  expect(again.stdout + again.stderr).not.toContain("pending operations");
  rmSync(join(runner.folder, "machine"), { recursive: true });
  expect(await run(up())).toMatchObject({ code: 0 });
  expect(await run(up("--config release=2"))).toMatchObject({ code: 0 });
  expect(posts.length).toBe(2);
});

it.each([[], ["refresh stack.yaml --yes"]])(
  "a later generation that only the state knows of is looked for, also after %j",
  async (...before) => {
    expect(await run(up())).toMatchObject({ code: 0 });
    await dieDuring(up("--config release=2"));
    // The engine drops the operation with the first state that it saves.
    for (const words of before) expect(await run(words)).toMatchObject({ code: 0 });
    const end = await run(up("--config release=2"));
    expect(end).toMatchObject({ code: 0 });
    const { posts, runs } = runner.emulator.ledger;
    expect([posts.length, runs.length]).toEqual([2, 2]);
    expect(shownId(end)).toBe(runs[1]?.activationId);
  },
);

it("params that changed since are called as the next generation, once the lost call was found", async () => {
  await dieDuring(up());
  const end = await run(up("--config release=2"));
  expect(end).toMatchObject({ code: 0 });
  const { runs } = runner.emulator.ledger;
  expect(runs.map(({ success }) => success)).toEqual([true, true]);
  expect(shownId(end)).toBe(runs[1]?.activationId);
});
