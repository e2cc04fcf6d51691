import type { Ports } from "../../ports/ports.ts";
import type { DownloadLimits } from "./downloadFile.ts";

/** The outside world, as the search for an engine sees it. */
export interface EnginePorts extends Pick<Ports, "clock" | "env" | "homeDir" | "operatingSystem"> {
  /** As Node names it: `x64`, `arm64`. */
  readonly architecture: string;
  /** Folder of the Go module that pins the engine. It is in a clone, not in the npm package. */
  readonly goModule: string;
  /** Runs a program to its end. Rejects only when the signal is aborted. */
  readonly run: (command: string, words: readonly string[], options: RunOptions) => Promise<RunEnd>;
  /** Returns whether a process with this id is running on this machine. */
  readonly isAlive: (processId: number) => boolean;
  /** Downloads a file; returns its SHA-256 in hexadecimal, and throws an error that says why it failed. */
  readonly download: (url: string, path: string, limits: DownloadLimits) => Promise<string>;
  /** Shows one line to the person who waits. */
  readonly report: (line: string) => void;
  /** Shows that long work is alive until it ends, and gives its result. */
  readonly watch: <T>(title: string, work: Promise<T>) => Promise<T>;
}

/** Options of running a program. */
export interface RunOptions {
  readonly cwd?: string;
  /** Set beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds after which it is stopped. No limit by default. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** Result of running a program. */
export interface RunEnd {
  /** 0 is well; `undefined` when it did not start or was stopped. */
  readonly code: number | undefined;
  readonly stdout: string;
  /** Its standard error, or why it did not start. */
  readonly stderr: string;
}
