import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { writePrivateFile } from "../../ports/nodePrivateFiles.ts";
import { makeOwnDirectory } from "../stack/ownDirectory.ts";
import { readRunRecord } from "./readRunRecord.ts";
import type { RunRecord } from "./runRecord.ts";

/** Newest records that the directory keeps. */
const keptRuns = 20;
const suffix = ".json";

/** Returns the directory of the records of a stack file's runs. */
export function runsDirectory(stackFilePath: string): string {
  return join(dirname(stackFilePath), ".ncf", "runs");
}

/** Writes a record where an option says, readable by this user alone. @throws the error of the file system */
export function writeRunFile(path: string, record: RunRecord): void {
  mkdirSync(dirname(path), { recursive: true });
  writePrivateFile(path, `${JSON.stringify(record)}\n`);
}

/**
 * Writes a record into the directory of its stack file's runs, readable by this user alone, and removes the oldest beyond 20.
 * @throws the error of the file system; NcfError NCF_FILE_MISSING where a symbolic link is in the way
 */
export function keepRun(stackFilePath: string, record: RunRecord): void {
  const directory = runsDirectory(stackFilePath);
  makeOwnDirectory(directory);
  writePrivateFile(join(directory, fileName(record.id)), `${JSON.stringify(record)}\n`);
  for (const old of runFiles(directory).slice(keptRuns)) rmSync(join(directory, old), { force: true });
}

/** Returns the names of the records in a directory, newest first. */
function runFiles(directory: string): readonly string[] {
  return readdirSync(directory)
    .filter((name) => /^\d{4}-\d\d-\d\dT[\w.-]+\.json$/.test(name))
    .toSorted()
    .toReversed();
}

/** A record and the one of the same stack before it. */
export interface FoundRun {
  readonly record: RunRecord;
  /** Last earlier run of the same kind on the same stack, where it is still kept. */
  readonly previous?: RunRecord;
}

/**
 * Finds a record: the newest one of a stack file's runs, or the one that is named, by its id or as a file.
 * @param stackFilePath - The stack file beside which the runs are.
 * @throws NcfError NCF_FILE_MISSING where there is none; NCF_INPUT_INVALID for another kind of file
 */
export function findRun(named: string | undefined, stackFilePath: string, cwd: string): FoundRun {
  const directory = runsDirectory(stackFilePath);
  const kept = listRuns(directory);
  const id =
    named === undefined ? kept[0] : kept.find((name) => name === named || name === `${named}${suffix}`);
  if (id === undefined && named === undefined) {
    throw new NcfError("NCF_FILE_MISSING", {
      reason: `no run is recorded in ${directory}`,
      hint: "run ncf up first, or name a record that up --record wrote",
    });
  }
  const path = id === undefined ? resolve(cwd, named as string) : join(directory, id);
  const record = readRunRecord(readText(path, named ?? path), named ?? path);
  const previous = previousRun(record, directory);
  return { record, ...(previous === undefined ? {} : { previous }) };
}

/** Returns the last earlier run of the same kind on the same stack; `undefined` where none is kept. */
export function previousRun(record: RunRecord, directory: string): RunRecord | undefined {
  for (const name of listRuns(directory)) {
    if (name >= fileName(record.id)) continue;
    try {
      const other = readRunRecord(readFileSync(join(directory, name), "utf8"), name);
      const isSame =
        other.kind === record.kind && other.project === record.project && other.stack === record.stack;
      if (isSame) return other;
    } catch {
      // Not readable: the comparison is only a convenience.
    }
  }
  return undefined;
}

function listRuns(directory: string): readonly string[] {
  try {
    return runFiles(directory);
  } catch {
    return [];
  }
}

function readText(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new NcfError("NCF_FILE_MISSING", {
      reason: `no run ${shown} is recorded: ${(error as Error).message}`,
      hint: "name a file that up --record wrote, or a run in .ncf/runs",
    });
  }
}

/** Names a record's file. Names of projects and stacks are safe in one; those of a foreign record may not be. */
function fileName(id: string): string {
  return `${id.replaceAll(/[^\w.-]/g, "_")}${suffix}`;
}
