import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { endWithParent } from "../../ports/nodeEndWithParent.ts";
import { containerProgram } from "./containerProgram.ts";

/** Permissions of the actions of an emulator. */
export interface ActionPermissions {
  /** Their directory, which they may read; also their working directory. */
  readonly actionsDir: string;
  /** Additional paths that they may read. */
  readonly allowRead: readonly string[];
  /** Paths that they may read and write. */
  readonly allowWrite: readonly string[];
  readonly allowNetwork: boolean;
}

/** Starts the process of a container with so much memory. */
export type StartProcess = (memoryMb: number) => ChildProcess;

/**
 * Returns what starts the processes of an emulator's containers: Node with its permission model and an empty environment. The model is no
 * sandbox against malicious code; Node says so itself. In a version without a permission for the network, the program refuses it.
 * @throws NCF_EMULATOR_INVALID when a path that may be read does not exist
 */
export function containerProcesses({
  actionsDir,
  allowRead,
  allowWrite,
  allowNetwork,
}: ActionPermissions): StartProcess {
  const cwd = resolve(actionsDir);
  const flags = [
    hasFlag("--permission") ? "--permission" : "--experimental-permission",
    ...[actionsDir, ...allowRead, ...allowWrite].flatMap(realPaths).map((path) => `--allow-fs-read=${path}`),
    ...allowWrite.flatMap(realPaths).map((path) => `--allow-fs-write=${path}`),
    ...(allowNetwork && hasFlag("--allow-net") ? ["--allow-net"] : []),
    "--no-warnings",
    "--input-type=commonjs",
    "--eval",
    containerProgram,
    ...(allowNetwork ? ["network"] : []),
  ];
  return (memoryMb) => {
    const words = endWithParent();
    const [program = process.execPath, ...args] = [...words, process.execPath];
    return spawn(program, [...args, `--max-old-space-size=${memoryMb}`, ...flags], {
      cwd,
      env: neededEnv(words.length > 0),
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      windowsHide: true,
    });
  };
}

/** Node 20 and the first versions of 22 have the permission model under an older name; the network is part of it from 25 on. */
function hasFlag(flag: string): boolean {
  return process.allowedNodeEnvironmentFlags.has(flag);
}

/** The loader of ES modules asks for the path behind symbolic links as well. */
function realPaths(path: string): readonly string[] {
  const absolute = resolve(path);
  try {
    return [...new Set([absolute, realpathSync(absolute)])];
  } catch (cause) {
    const reason = `${absolute} cannot be allowed: ${(cause as Error).message}`;
    throw new NcfError("NCF_EMULATOR_INVALID", { reason, hint: "name paths that exist", cause });
  }
}

function neededEnv(searchesPath: boolean): Readonly<Record<string, string>> {
  const { PATH, SystemRoot } = process.env;
  return {
    ...(searchesPath && PATH !== undefined ? { PATH } : {}),
    ...(process.platform === "win32" && SystemRoot !== undefined ? { SystemRoot } : {}),
  };
}
