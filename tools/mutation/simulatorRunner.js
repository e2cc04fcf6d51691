/**
 * Test runner for Stryker: gives each mutant to the simulator, in this process and without a start of a test program. All mutants are in one bundle;
 * the active one is switched on at run time.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { declareClassPlugin, PluginKind } from "@stryker-mutator/api/plugin";
import { build } from "esbuild";

const entry = "test/faults/sim/mutationTests.ts";
const bundled = ".proof/mutationTests.mjs";

class SimulatorRunner {
  #loads = 0;
  /** @type {readonly { readonly name: string, readonly run: () => Promise<string | undefined> }[]} */
  #tests = [];

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    // In the sandbox, whose sources have the mutants.
    await build({
      absWorkingDir: process.cwd(),
      entryPoints: [entry],
      outfile: resolve(bundled),
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      logLevel: "error",
    });
    Error.stackTraceLimit = 0;
  }

  async dryRun() {
    const state = space();
    await this.#load();
    const tests = [];
    for (const { name, run } of this.#tests) {
      state.currentTestId = name;
      const startedAt = performance.now();
      const problem = await attempt(run);
      const timeSpentMs = performance.now() - startedAt;
      const status = problem === undefined ? 0 : 1;
      tests.push({
        id: name,
        name,
        timeSpentMs,
        status,
        ...(problem === undefined ? {} : { failureMessage: problem }),
      });
    }
    state.currentTestId = undefined;
    return { status: "complete", tests, mutantCoverage: state.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    const state = space();
    state.hitCount = hitLimit === undefined ? undefined : 0;
    state.hitLimit = hitLimit;
    state.activeMutant = undefined;
    if (mutantActivation === "static") state.activeMutant = activeMutant.id;
    if (reloadEnvironment || this.#tests.length === 0) await this.#load();
    state.activeMutant = activeMutant.id;
    const wanted = this.#tests.filter(({ name }) => testFilter === undefined || testFilter.includes(name));
    let nrOfTests = 0;
    for (const { name, run } of wanted) {
      nrOfTests += 1;
      const problem = await attempt(run);
      if (state.hitLimit !== undefined && state.hitCount > state.hitLimit)
        return { status: "timeout", reason: "hit limit" };
      if (problem !== undefined) {
        return { status: "killed", killedBy: [name], failureMessage: problem.slice(0, 500), nrOfTests };
      }
    }
    return { status: "survived", nrOfTests };
  }

  async #load() {
    this.#loads += 1;
    const program = await import(`${pathToFileURL(resolve(bundled))}?${this.#loads}`);
    this.#tests = program.simulationTests();
  }
}

/** What the mutated code looks at. */
function space() {
  return (globalThis.__stryker__ ??= {});
}

/** @param {() => Promise<string | undefined>} run */
async function attempt(run) {
  try {
    return await run();
  } catch (error) {
    return `threw ${error}`;
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, "simulator", SimulatorRunner)];
