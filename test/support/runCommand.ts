import { spawn, type ChildProcess } from "node:child_process";

/** How a command ended. */
export interface CommandEnd {
  /** Its exit code; `null` when a signal killed it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly child: ChildProcess;
  readonly end: Promise<CommandEnd>;
  /** Waits until standard output holds a text. Rejects when the command ends before. */
  readonly said: (text: string) => Promise<void>;
  /** The same for standard error. */
  readonly told: (text: string) => Promise<void>;
}

/** What a command runs in. */
export interface CommandPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard input stays open, to be written to. @default false */
  readonly hasInput?: boolean;
}

/**
 * Runs a command line on a pseudo-terminal, which writes both of its outputs to standard output; keys are written to the child's standard input. Needs
 * `script` of util-linux, which is a part of every Debian, Ubuntu and Fedora.
 */
export function runInTerminal(line: string, { cwd, env }: CommandPlace): RunningCommand {
  const command = `'${`exec ${line}`.replaceAll("'", String.raw`'\''`)}'`;
  return runCommand(`script -qefc ${command} /dev/null`, {
    cwd,
    env: { SHELL: "/bin/sh", TERM: "xterm", CI: undefined, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    hasInput: true,
  });
}

/** Runs a command line in a shell, without a terminal. */
export function runCommand(line: string, { cwd, env, hasInput = false }: CommandPlace): RunningCommand {
  // `exec`, so that a signal reaches the command and not the shell.
  const child = spawn("sh", ["-c", `exec ${line}`], { cwd, env, stdio: "pipe" });
  if (!hasInput) child.stdin.end();
  let stdout = "";
  let stderr = "";
  const heard = new Set<() => void>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    for (const listener of heard) listener();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
    for (const listener of heard) listener();
  });
  const end = new Promise<CommandEnd>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  const heardIn = (place: () => string, text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const listener = (): void => {
        if (place().includes(text)) resolve();
      };
      heard.add(listener);
      listener();
      void end.then(() => reject(new Error(`it ended without ${text}: ${stdout}${stderr}`)));
    });
  return {
    child,
    end,
    said: (text) => heardIn(() => stdout, text),
    told: (text) => heardIn(() => stderr, text),
  };
}
