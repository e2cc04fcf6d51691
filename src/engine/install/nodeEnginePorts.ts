import { fileURLToPath } from "node:url";
import { nodePorts } from "../../ports/nodePorts.ts";
import { downloadFile } from "./downloadFile.ts";
import type { EnginePorts } from "./enginePorts.ts";
import { runProgram } from "./runProgram.ts";
import { watchOnTerminal } from "./watchOnTerminal.ts";

/** The search for an engine on this machine. It speaks on standard error. */
export function nodeEnginePorts(): EnginePorts {
  return {
    ...nodePorts(),
    goModule: fileURLToPath(new URL("../../../tools/engine", import.meta.url)),
    architecture: process.arch,
    run: runProgram,
    isAlive,
    download: downloadFile,
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
