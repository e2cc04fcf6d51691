import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { processesBelow } from "./processTree.ts";

/** A program with its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment. */
  readonly env: NodeJS.ProcessEnv;
}

/** What one run of a command took. */
export interface Usage {
  /** From its start to its exit, milliseconds. */
  readonly wallMs: number;
  /** User and system time of the process and of all descendants that were waited for, milliseconds. */
  readonly cpuMs: number;
}

const deadlineMs = 300_000;
const keptOutput = 4_000;
/** Bash counts in milliseconds, other shells in steps of 10. */
const shell = existsSync("/bin/bash") ? "/bin/bash" : "/bin/sh";
/** `times` prints the shell's own times, then those of its children: `0m0.030s 0m0.010s`. */
const shellLines = 'n=$1; shift; while [ $n -gt 0 ]; do "$@" 3>&- || exit; n=$((n - 1)); done; times >&3';

const running = new Set<ChildProcess>();

/** How a command is run. */
export interface MeasureOptions {
  /** Runs, one after the other. What they took is divided by it. @default 1 */
  readonly repeats?: number;
  /** Is given the id of a process above the command's when it has started. */
  readonly watch?: (pid: number) => void;
}

/**
 * Runs a command to its end, in a process group of its own, and returns what it took.
 * @throws Error with the end of what it wrote when it fails, or has not ended after 5 minutes
 */
export async function measureCommand(
  { program, args, cwd, env }: Command,
  { repeats = 1, watch }: MeasureOptions = {},
): Promise<Usage> {
  const startedAt = performance.now();
  const child = spawn(shell, ["-c", shellLines, "sh", `${repeats}`, program, ...args], {
    cwd,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  let times = "";
  const keep = (text: string): void => void (output = (output + text).slice(-keptOutput));
  child.stdout?.setEncoding("utf8").on("data", keep);
  child.stderr?.setEncoding("utf8").on("data", keep);
  const timesPipe = child.stdio[3] as NodeJS.ReadableStream;
  timesPipe.setEncoding("utf8").on("data", (text: string) => (times += text));
  const deadline = setTimeout(() => kill(child), deadlineMs);
  if (child.pid !== undefined) watch?.(child.pid);
  let wallMs = 0;
  child.on("exit", () => {
    wallMs = performance.now() - startedAt;
    // A process that outlives its command would disturb the next measurement and keep the pipes open.
    kill(child);
  });
  const code = await new Promise<number | string | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => resolve(exitCode ?? signal));
  }).finally(() => {
    clearTimeout(deadline);
    running.delete(child);
  });
  if (code !== 0) {
    const cause = code === "SIGKILL" ? "did not end in time" : `ended with ${code}`;
    throw new Error(`${[program, ...args].join(" ")} ${cause}:\n${output.trim()}`);
  }
  return { wallMs: wallMs / repeats, cpuMs: childTimeMs(times) / repeats };
}

/** Kills every command that still runs, with its descendants. */
export function killCommands(): void {
  for (const child of running) kill(child);
}

/** Reads the second line of the shell's `times`. */
export function childTimeMs(times: string): number {
  const parts = [...(times.trim().split("\n")[1] ?? "").matchAll(/(\d+)m([\d.]+)s/g)];
  if (parts.length !== 2) throw new Error(`the shell printed no times, but: ${times}`);
  return parts.reduce(
    (sum, [, minutes, seconds]) => sum + (Number(minutes) * 60 + Number(seconds)) * 1000,
    0,
  );
}

/** Kills a command: its process group, and what it started in other groups. */
function kill({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  for (const target of [...processesBelow(pid).map((one) => one.pid), -pid]) {
    try {
      process.kill(target, "SIGKILL");
    } catch {
      // It is gone.
    }
  }
}
