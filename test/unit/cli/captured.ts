import { printable } from "../../../src/diagnostics/safeText.ts";
import { posix } from "node:path";
import { runNcf } from "../../../src/cli/runNcf.ts";
import type { Terminal } from "../../../src/cli/terminal.ts";
import type { ActivationReader } from "../../../src/cli/resolve/lookAtCall.ts";
import type { JournalFiles } from "../../../src/ports/journalFiles.ts";
import type { SharedFiles } from "../../../src/ports/sharedFiles.ts";
import type { Processes } from "../../../src/ports/processes.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemorySharedFiles } from "../journal/memorySharedFiles.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";

/** A terminal in memory: what is written to it, and what happens at it. */
export interface Captured {
  readonly terminal: Terminal;
  readonly out: () => string;
  readonly err: () => string;
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
}

/** What a test wants to be otherwise than in an empty folder without a terminal. */
export interface CapturedOptions {
  readonly words?: readonly string[];
  /** Files by their path below the working directory. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly isInteractive?: boolean;
  /** Standard input; a terminal by default. */
  readonly input?: string;
  readonly rows?: number;
  /** Answers the prompt, `undefined` with the end of the input. @default with nothing */
  readonly answer?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  readonly journalFiles?: JournalFiles;
  readonly sharedFiles?: SharedFiles;
  /** What became of every process. */
  readonly stateOf?: Processes["stateOf"];
  /** What reads activations, once there are credentials. */
  readonly activationReader?: Pick<ActivationReader, "activation" | "activations">;
  /** Epoch milliseconds. */
  readonly now?: number;
}

const folder = "/work-folder";

/** Makes a terminal that keeps what is written to it. */
export function captured(options: CapturedOptions = {}): Captured {
  const {
    words = [],
    files = {},
    env = {},
    isInteractive = false,
    rows = 24,
    answer = async () => "",
  } = options;
  const written = { out: "", err: "" };
  const listeners = new Set<() => void>();
  const refuse = (): never => {
    throw new Error("this test does not come to the engine");
  };
  const { journalFiles = new MemoryFiles(), stateOf = refuse, activationReader } = options;
  const readText = (path: string): string | undefined => {
    const name = posix.relative(folder, path);
    if (Object.keys(files).some((file) => file.startsWith(`${name}/`) || name === "")) {
      throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    }
    return files[name];
  };
  const terminal: Terminal = {
    args: words,
    cwd: folder,
    ports: {
      clock: handClock(options.now),
      random: () => 0.5,
      env,
      operatingSystem: "linux",
      homeDir: "/home",
      readText,
      goModule: "/nowhere",
      run: refuse,
      isAlive: refuse,
      architecture: "x64",
      download: refuse,
      report: refuse,
      watch: refuse,
    },
    projectFiles: () => readText,
    processTable: { hostName: "ci", selfPid: 1, at: refuse },
    journalFiles,
    sharedFiles: options.sharedFiles ?? new MemorySharedFiles(() => 0),
    processes: () => ({ self: { host: "ci", pid: 1, startedAt: "" }, stateOf }),
    activationReader: async () =>
      activationReader === undefined ? refuse() : { ...activationReader, close: async () => {} },
    write: (text) => (written.out += printable(text)),
    writeError: (text) => (written.err += printable(text)),
    writeRaw: (text) => (written.out += text),
    writeErrorRaw: (text) => (written.err += text),
    isInputTerminal: options.input === undefined,
    readInput: async () => options.input ?? refuse(),
    isInteractive,
    isLive: isInteractive,
    hasColor: false,
    rows,
    columns: 120,
    prompt: answer,
    promptSecret: answer,
    temporaryFolder: refuse,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    terminal,
    out: () => written.out,
    err: () => written.err,
    interrupt: () => listeners.forEach((listener) => listener()),
  };
}

/** Runs the command line in memory. */
export async function ncf(
  words: readonly string[],
  options: Omit<CapturedOptions, "words"> = {},
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const { terminal, out, err } = captured({ ...options, words });
  const code = await runNcf(terminal);
  return { code, out: out(), err: err() };
}
