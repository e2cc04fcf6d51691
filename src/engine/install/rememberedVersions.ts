import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { EnginePorts } from "./enginePorts.ts";
import { toolFolder } from "./toolFolder.ts";
import type { ToolDefinition } from "./tools.ts";

/** Versions of executables by their path, each with what tells whether it is still the same file. */
type Remembered = Readonly<Record<string, { readonly mark: string; readonly version: string }>>;

/**
 * Returns the version of an executable that was usable before and has not changed since; `undefined` when it has to be asked. Asking takes a start of
 * the engine, a third of the time of a small run.
 */
export function rememberedVersion(
  tool: ToolDefinition,
  path: string,
  ports: Pick<EnginePorts, "env" | "homeDir">,
): string | undefined {
  const known = readAll(fileOf(tool, ports))[path];
  return known !== undefined && known.mark === markOf(tool, path) ? known.version : undefined;
}

/** Stores the version of a usable executable. If it cannot be stored, the version is read again next time. */
export function rememberVersion(
  tool: ToolDefinition,
  path: string,
  version: string,
  ports: Pick<EnginePorts, "env" | "homeDir">,
): void {
  const mark = markOf(tool, path);
  if (mark === undefined) return;
  const file = fileOf(tool, ports);
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Written aside and renamed: several runs may do so at once.
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, JSON.stringify({ ...readAll(file), [path]: { mark, version } }));
    renameSync(aside, file);
  } catch {
    // Only the time is lost.
  }
}

function fileOf(tool: ToolDefinition, ports: Pick<EnginePorts, "env" | "homeDir">): string {
  return `${toolFolder(tool, ports)}-versions.json`;
}

function readAll(file: string): Remembered {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Remembered;
  } catch {
    return {};
  }
}

/** Returns a mark that changes when the file is replaced, or when the requirements on its version change. */
function markOf({ oldestVersion = "", pinnedVersion }: ToolDefinition, path: string): string | undefined {
  try {
    // The time of change cannot be set back as the time of modification can.
    const { size, mtimeMs, ctimeMs, ino } = statSync(path);
    return [size, mtimeMs, ctimeMs, ino, oldestVersion, pinnedVersion].join(" ");
  } catch {
    return undefined;
  }
}
