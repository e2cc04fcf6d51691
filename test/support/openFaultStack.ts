import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { secret, type CustomResourceOptions } from "@pulumi/pulumi";
import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { expect, vi } from "vitest";
import { NcfError } from "../../src/diagnostics/ncfError.ts";
import { nodeProcesses } from "../../src/ports/nodeProcesses.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import type { ActionInvocationArgs } from "../../src/pulumi/ActionInvocationArgs.ts";
import { brokenPromises } from "../../tools/reliability/brokenPromises.js";
import { openTestStack, type TestStack, type TestStackOptions } from "./openTestStack.ts";
import { readJournal } from "./readJournal.ts";
import { seenGenerations } from "./seenGenerations.ts";
import { textBelow } from "./textBelow.ts";
import type { Trouble } from "./Trouble.ts";

/** A resource as a test declares it; the canary is put into its params. */
export interface Declared extends Omit<ActionInvocationArgs, "params"> {
  readonly params?: Readonly<Record<string, string | number>>;
  readonly options?: CustomResourceOptions;
}

type Resources = Readonly<Record<string, Declared>>;

/** A stack of invocations to which things happen, and whose promises are then checked. */
export interface FaultStack extends TestStack {
  /** Says what the program declares from now on; a function is asked each time that it runs, as hooks want it. */
  readonly declare: (resources: Resources | (() => Resources)) => void;
  /** Deploys. Answers the outputs, the activation id of each resource, or what it failed with. */
  readonly up: () => Promise<OutputMap | NcfError>;
  readonly destroy: () => Promise<unknown>;
  /** Waits until so many steps of a resource have begun, over all deployments. */
  readonly whenBegun: (name: string, times: number) => Promise<void>;
  /** Makes trouble for the next provider process. */
  readonly make: (trouble: Trouble) => void;
  /** Whether the trouble is still to be met. */
  readonly hasTrouble: () => boolean;
  /** Compares ledger, journal, state, output and exit code of the last deployment. */
  readonly brokenPromises: () => Promise<readonly string[]>;
}

const canary = "canary-9d41e07b52";

/** Opens such a stack; close it at the end of the test. */
export async function openFaultStack(options: Omit<TestStackOptions, "program"> = {}): Promise<FaultStack> {
  let wanted: Resources | (() => Resources) = {};
  let declared: Resources = {};
  const paramsOf = (name: string) => ({ call: name, ...declared[name]?.params, dsn: canary });
  let last: { readonly exitCode: number | null; readonly from: number } = { exitCode: null, from: 0 };
  const test = await openTestStack({
    ...options,
    program: async () => {
      declared = typeof wanted === "function" ? wanted() : wanted;
      const made = Object.entries(declared).map(([name, { options: more, ...args }]) => {
        const params = { ...paramsOf(name), dsn: secret(canary) };
        return [name, new ActionInvocation(name, { ...args, params }, more).activationId];
      });
      return Object.fromEntries(made) as Record<string, unknown>;
    },
  });
  const { folder, events, emulator, journalPath, stateFolder } = test;
  const troubleFile = join(folder, "trouble.json");
  Object.assign(test.stack.workspace.envVars, {
    NODE_OPTIONS: `--import=${pathToFileURL(fileURLToPath(new URL("troubleMaker.js", import.meta.url))).href}`,
    TROUBLE_FILE: troubleFile,
    TROUBLE_BELOW: String(process.pid),
  });

  return {
    ...test,
    declare: (resources) => (wanted = resources),
    async up() {
      const from = events.length;
      try {
        const { outputs } = await test.run((handles) => test.stack.up(handles));
        last = { exitCode: 0, from };
        return outputs;
      } catch (error) {
        if (!NcfError.is(error)) throw error;
        last = { exitCode: error.exitCode, from };
        return error;
      }
    },
    destroy: () => test.run((handles) => test.stack.destroy(handles)),
    whenBegun: (name, times) =>
      vi.waitFor(() => {
        const begun = events.filter((one) => one.kind === "started" && one.name === name);
        expect(begun).toHaveLength(times);
      }, 60_000),
    make: (trouble) => writeFileSync(troubleFile, JSON.stringify(trouble)),
    hasTrouble: () => existsSync(troubleFile),
    async brokenPromises() {
      const names = Object.keys(declared);
      const records = await Promise.all(
        names.map(async (name) => [name, await test.resource(name)] as const),
      );
      const { byState, byJournal } = seenGenerations({
        declared: Object.fromEntries(names.map((name) => [name, paramsOf(name)])),
        runs: emulator.ledger.runs,
        records: Object.fromEntries(records),
        journal: readJournal(journalPath),
        said: events.slice(last.from),
      });
      const told = brokenPromises(byState, {
        canary,
        exitCode: last.exitCode,
        texts: [
          { where: "the state", text: textBelow(stateFolder) },
          { where: "the journal", text: existsSync(journalPath) ? readFileSync(journalPath, "utf8") : "" },
          { where: "the engine's folders", text: textBelow(folder) },
          { where: "the output", text: JSON.stringify(events) },
        ],
      });
      return [...told, ...brokenPromises(byJournal)];
    },
    async close() {
      // A provider process may outlive its engine.
      const { stateOf } = nodeProcesses();
      const owners = [...readJournal(journalPath).values()].map(({ owner }) => owner);
      for (const owner of owners) if (stateOf(owner) === "alive") process.kill(owner.pid, "SIGKILL");
      rmSync(troubleFile, { force: true });
      await test.close();
    },
  };
}
