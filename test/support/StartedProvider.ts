import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ValueObject } from "../../src/model/value.ts";
import { nodeProcessTable } from "../../src/ports/nodeProcesses.ts";
import { processesBelow } from "./processesBelow.ts";
import { ProviderClient } from "./ProviderClient.ts";

/** The program that the engine starts. The package has to be built. */
export const providerProgram = fileURLToPath(new URL("../../bin/pulumi-resource-ncf", import.meta.url));
const engineStandIn = fileURLToPath(new URL("engineStandIn.js", import.meta.url));

/** What a provider is started with. */
export interface StartedProviderOptions {
  /** @default `bin/pulumi-resource-ncf` of this repository */
  readonly program?: string;
  readonly config?: ValueObject;
  /** @default a journal of its own */
  readonly journalPath?: string;
  /** Starts it below a process that stands for the engine and can be killed. @default false */
  readonly hasEngine?: boolean;
}

/** The process `pulumi-resource-ncf`, driven in the engine's place. */
export class StartedProvider {
  readonly client: ProviderClient;
  /** Path of its journal. */
  readonly journalPath: string;
  /** Everything that was printed so far. */
  readonly output: { stdout: string; stderr: string };
  readonly #child: ChildProcess;
  readonly #folder: string;
  #orphans: readonly number[] = [];

  private constructor(
    child: ChildProcess,
    client: ProviderClient,
    output: { stdout: string; stderr: string },
    folder: string,
    journalPath: string,
  ) {
    this.#child = child;
    this.client = client;
    this.output = output;
    this.#folder = folder;
    this.journalPath = journalPath;
  }

  /** Starts a process and configures it. */
  static async start(options: StartedProviderOptions = {}): Promise<StartedProvider> {
    const { program = providerProgram, config = {}, hasEngine = false } = options;
    const folder = mkdtempSync(join(tmpdir(), "ncf-provider-"));
    const journalPath = options.journalPath ?? join(folder, "journal.jsonl");
    const env = { PATH: process.env["PATH"], HOME: folder, NCF_JOURNAL: journalPath };
    const child = hasEngine
      ? spawn(process.execPath, [engineStandIn], { env: { ...env, PROVIDER_LAUNCHER: program } })
      : spawn(program, ["127.0.0.1:1"], { env });
    const output = { stdout: "", stderr: "" };
    child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
    const port = await new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`it ended with code ${code}: ${output.stderr}`)));
      child.stdout.on("data", (chunk) => {
        output.stdout += String(chunk);
        if (output.stdout.includes("\n")) resolve(Number(output.stdout));
      });
    });
    return new StartedProvider(child, await ProviderClient.start(port, config), output, folder, journalPath);
  }

  /** Kills the engine that it was started with, and returns the ids of the processes that were below it. */
  async killEngine(): Promise<readonly number[]> {
    this.#orphans = processesBelow(this.#child.pid ?? 0).map((one) => one.pid);
    await this.signal("SIGKILL");
    return this.#orphans;
  }

  /** Sends a signal, and returns the exit code of the process, `null` when the signal ended it. */
  async signal(signal: NodeJS.Signals): Promise<number | null> {
    const ended = once(this.#child, "exit") as Promise<[number | null]>;
    this.#child.kill(signal);
    return (await ended)[0];
  }

  async close(): Promise<void> {
    this.client.close();
    const table = nodeProcessTable();
    for (const pid of this.#orphans) if (table.at(pid) !== undefined) process.kill(pid, "SIGKILL");
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.signal("SIGKILL");
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
