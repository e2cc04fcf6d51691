import { spawn } from "node:child_process";
import type { RunEnd, RunOptions } from "./enginePorts.ts";

/** Runs a program to its end without a shell, and keeps what it writes. Rejects only when the signal is aborted. */
export async function runProgram(
  command: string,
  words: readonly string[],
  { cwd, env, deadlineMs, signal }: RunOptions,
): Promise<RunEnd> {
  signal?.throwIfAborted();
  const child = spawn(command, words, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    // An interrupt, so that a build stops its own children and removes what it was writing.
    killSignal: "SIGINT",
    ...(cwd === undefined ? {} : { cwd }),
    ...(deadlineMs === undefined ? {} : { timeout: deadlineMs }),
    ...(signal === undefined ? {} : { signal }),
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => (written[name] += text));
  }
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    child.on("error", (error) => (failure = error));
    child.on("close", (code) => {
      if (signal?.aborted === true) reject(signal.reason);
      else if (failure !== undefined) resolve({ ...written, code: undefined, stderr: failure.message });
      else resolve({ ...written, code: code ?? undefined });
    });
  });
}
