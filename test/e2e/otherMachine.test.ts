import { EventEmitter, once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { moveToAnotherMachine } from "../support/moveToAnotherMachine.ts";
import { openTestStack } from "../support/openTestStack.ts";
import { openYamlProject } from "../support/openYamlProject.ts";
import { processesBelow } from "../support/processesBelow.ts";

let share: string;
const closers: (() => Promise<void>)[] = [];
beforeEach(() => {
  share = mkdtempSync(join(tmpdir(), "ncf-share-"));
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  rmSync(share, { recursive: true, force: true });
});

/** Kills the engine, its plugins and its hosts while a call is in flight, as a machine that dies does. */
async function dieDuring(emulator: Emulator, work: () => Promise<unknown>): Promise<void> {
  const held = new EventEmitter();
  const until = once(held, "release");
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "afterRun", until } });
  const ended = work().catch(() => undefined);
  await emulator.ledger.whenPosted(1);
  const below = processesBelow(process.pid).filter(({ command }) => command.includes("pulumi"));
  expect(below.some(({ command }) => / up /.test(command))).toBe(true);
  for (const { pid } of below) process.kill(pid, "SIGKILL");
  await ended;
  held.emit("release");
}

it("the plugin finds the journal beside a shared state: the next machine makes no second call", async () => {
  const program = `resources:
  one:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { a: 1 }, idempotencyParam: key }
outputs:
  id: \${one.activationId}
`;
  const backendUrl = pathToFileURL(share).href;
  const first = await openYamlProject({ program, backendUrl });
  closers.push(first.close);
  const { emulator } = first;
  await dieDuring(emulator, () => first.must("up", "--yes", "--skip-preview"));
  moveToAnotherMachine(join(share, ".ncf-journal", "yaml", "dev"));

  const second = await openYamlProject({ program, backendUrl, emulator });
  closers.push(second.close);
  await second.must("cancel", "--yes");
  await second.must("up", "--yes", "--skip-preview");
  const { posts, runs } = emulator.ledger;
  expect([posts.length, runs.length]).toEqual([1, 1]);
  expect(await second.outputs()).toEqual({ id: runs[0]?.activationId });
});

it("the TypeScript class finds the journal beside a shared state: the next machine makes no second call", async () => {
  const program = async (): Promise<Record<string, unknown>> => {
    const params = { a: 1 };
    const one = new ActionInvocation("one", { actionName: "echo", params, idempotencyParam: "key" });
    return { id: one.activationId };
  };
  const first = await openTestStack({ program, hasJournalBesideState: true });
  closers.push(first.close);
  const { emulator, stateFolder } = first;
  await dieDuring(emulator, () => first.run((handles) => first.stack.up(handles)));
  expect(readdirSync(stateFolder).sort()).toEqual([".ncf-journal", ".pulumi"]);
  moveToAnotherMachine(join(stateFolder, ".ncf-journal", "e2e", "test"));

  const second = await openTestStack({ program, goesOnFrom: first });
  closers.push(second.close);
  await second.stack.cancel();
  const { outputs } = await second.run((handles) => second.stack.up(handles));
  const { posts, runs } = emulator.ledger;
  expect([posts.length, runs.length]).toEqual([1, 1]);
  expect(outputs["id"]?.value).toBe(runs[0]?.activationId);
});
