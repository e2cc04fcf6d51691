import type { JournalFiles } from "../ports/journalFiles.ts";
import type { Ports } from "../ports/ports.ts";
import type { ReadProjectFile } from "../ports/projectFiles.ts";
import type { SharedFiles } from "../ports/sharedFiles.ts";
import type { ProcessTable, Processes } from "../ports/processes.ts";
import type { EnginePorts } from "../engine/install/enginePorts.ts";
import type { Credentials } from "../signing/credentials.ts";
import type { Heartbeat } from "./heartbeat.ts";
import type { GitHubStep } from "./github/githubStep.ts";
import type { ActivationReader } from "./resolve/lookAtCall.ts";

/** Environment of a command: its arguments, its outputs, and its ports. */
export interface Terminal {
  /** The words after the program's name. */
  readonly args: readonly string[];
  /** The working directory. */
  readonly cwd: string;
  readonly ports: Ports & EnginePorts;
  /** Makes a reader of the files that a stack file names: those of its project, and what is allowed besides. */
  readonly projectFiles: (folder: string, allowed: readonly string[]) => ReadProjectFile;
  readonly processTable: ProcessTable;
  /** The files of journals. */
  readonly journalFiles: JournalFiles;
  /** The files of journals that several machines share. */
  readonly sharedFiles: SharedFiles;
  readonly processes: () => Processes;
  /** Makes a client that reads activations; a proxy is taken from the variables. */
  readonly activationReader: (credentials: Credentials, env: Ports["env"]) => Promise<ActivationReader>;
  /**
   * Writes the requested output to standard output. Control characters and workflow commands in the
   * text have no effect.
   */
  readonly write: (text: string) => void;
  /**
   * Writes other messages to standard error. Control characters and workflow commands in the text
   * have no effect.
   */
  readonly writeError: (text: string) => void;
  /**
   * Writes to standard output unchanged: colors, cursor movements and workflow commands of this
   * program, around printable text.
   */
  readonly writeRaw: (text: string) => void;
  /** Does the same with standard error. */
  readonly writeErrorRaw: (text: string) => void;
  /** `true` when standard input is a terminal. */
  readonly isInputTerminal: boolean;
  /** Reads standard input to its end, or a little more than so many characters of it. */
  readonly readInput: (longest: number) => Promise<string>;
  /** `true` when the user can answer a prompt. */
  readonly isInteractive: boolean;
  /** `true` when written lines can be redrawn. */
  readonly isLive: boolean;
  readonly hasColor: boolean;
  /** Height of the screen in lines. */
  readonly rows: number;
  /** Width of the screen in letters. */
  readonly columns: number;
  /**
   * Asks a question; the answer comes without white space around it, and is `undefined` where the input ends (Ctrl-D). Ctrl-C counts as an
   * interrupt. Rejects when the signal is aborted.
   */
  readonly prompt: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Asks for a secret, which is not shown while it is typed; `undefined` where the input ends. Rejects when the signal is aborted. */
  readonly promptSecret: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Makes an empty folder that goes away with this process. */
  readonly temporaryFolder: () => string;
  /** Calls the listener at every interrupt, until the returned function is called. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** `true` when standard error is written to a file. @default false */
  readonly isErrorFile?: boolean;
  /** Message after 30 seconds without output. @default none */
  readonly heartbeat?: Heartbeat;
  /** The step of GitHub Actions that this is, where it is one. */
  readonly github?: GitHubStep;
}
