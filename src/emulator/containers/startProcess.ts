import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { endWithParent } from "../../ports/nodeEndWithParent.ts";
import { containerProgram } from "./containerProgram.ts";

/** What the actions of an emulator may do. */
export interface ActionPermissions {
  /** Directories and files that they may read, absolute paths; they may write none. */
  readonly read: readonly string[];
  /** Whether they may use the network. */
  readonly network: boolean;
  /** Working directory of their processes. */
  readonly cwd: string;
}

/** Starts the process of a container. */
export type StartProcess = (memoryMb: number) => ChildProcess;

/**
 * Returns what starts the processes of an emulator's containers: Node with its permission model and an empty environment. The model is no
 * sandbox against malicious code; Node says so itself. Versions without a permission for the network are refused it by the program.
 */
export function containerProcesses({ read, network, cwd }: ActionPermissions): StartProcess {
  let words: readonly string[] | undefined;
  return (memoryMb) => {
    // Asked once, and only by an emulator that runs an action.
    words ??= endWithParent();
    const [program = process.execPath, ...args] = [...words, process.execPath];
    const flags = [
      hasFlag("--permission") ? "--permission" : "--experimental-permission",
      // The loader of ES modules asks for the path behind symbolic links.
      ...new Set(read.flatMap((path) => [path, realpathSync(path)])),
    ].map((flag, at) => (at === 0 ? flag : `--allow-fs-read=${flag}`));
    return spawn(
      program,
      [
        ...args,
        ...flags,
        ...(network && hasFlag("--allow-net") ? ["--allow-net"] : []),
        `--max-old-space-size=${memoryMb}`,
        "--no-warnings",
        "--input-type=commonjs",
        "--eval",
        containerProgram,
      ],
      { cwd, env: neededEnv(words.length > 0), stdio: ["ignore", "pipe", "pipe", "ipc"], windowsHide: true },
    );
  };
}

/** Node 20 and the first versions of 22 have the permission model under an older name; the network is part of it from 25 on. */
function hasFlag(flag: string): boolean {
  return process.allowedNodeEnvironmentFlags.has(flag);
}

function neededEnv(searchesPath: boolean): Readonly<Record<string, string>> {
  const { PATH, SystemRoot } = process.env;
  return {
    ...(searchesPath && PATH !== undefined ? { PATH } : {}),
    ...(process.platform === "win32" && SystemRoot !== undefined ? { SystemRoot } : {}),
  };
}
