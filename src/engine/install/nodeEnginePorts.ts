import { fileURLToPath } from "node:url";
import type { PulumiCommandOptions } from "@pulumi/pulumi/automation/index.js";
import { nodePorts } from "../../ports/nodePorts.ts";
import type { EnginePorts } from "./enginePorts.ts";
import { runProgram } from "./runProgram.ts";
import { watchOnTerminal } from "./watchOnTerminal.ts";

/** The search for an engine on this machine. It speaks on standard error. */
export function nodeEnginePorts(): EnginePorts {
  return {
    ...nodePorts(),
    goModule: fileURLToPath(new URL("../../../tools/engine", import.meta.url)),
    run: runProgram,
    isAlive,
    probe,
    install,
    report: (line) => process.stderr.write(`${line}\n`),
    watch: (title, work) => watchOnTerminal(title, work, process.stderr),
  };
}

function isAlive(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch (error) {
    // EPERM: it is alive, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function probe(url: string, deadlineMs: number, signal?: AbortSignal): Promise<string | undefined> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const answer = await fetch(url, {
      method: "HEAD",
      signal: signal === undefined ? deadline : AbortSignal.any([deadline, signal]),
    });
    return answer.ok ? undefined : `it answered ${answer.status}`;
  } catch (error) {
    signal?.throwIfAborted();
    if (deadline.aborted) return `no answer within ${deadlineMs / 1000} s`;
    const { cause, message } = error as Error;
    return cause instanceof Error ? cause.message : message;
  }
}

async function install(root: string, version: string): Promise<void> {
  // Loaded only here: the SDK takes most of a second, and an engine that is there needs none of it.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/index.js");
  // The SDK only prints and compares the version; its class is of a package that is not ours to import.
  await PulumiCommand.install({
    root,
    version: version as unknown as NonNullable<PulumiCommandOptions["version"]>,
  });
}
