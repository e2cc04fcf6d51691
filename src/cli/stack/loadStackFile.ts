import { dirname, join, resolve } from "node:path";
import { inputIssues } from "../../check/inputIssues.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { ReadProjectFile } from "../../ports/projectFiles.ts";
import { readSettings } from "../../resource/settings.ts";
import { parseStackFile, type StackFile } from "../../stack/parse/parseStackFile.ts";
import { type CheckedStack, checkStackFile } from "../../stack/run/checkStackFile.ts";
import type { PlanContext } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";

/** A stack file that was read and parsed. */
export interface LoadedFile {
  /** As it was named. */
  readonly named: string;
  /** As it was named, with the file's name where a directory was. */
  readonly shownPath: string;
  /** Absolute path. */
  readonly path: string;
  readonly file: StackFile;
  /** Reads the files that the stack file names. */
  readonly readText: ReadProjectFile;
}

const nameInFolder = "stack.yaml";

/**
 * Reads and parses a stack file; of a directory, the file `stack.yaml` in it.
 * @param allowRead - Paths outside the project that it may read, relative to the working directory.
 * @throws NcfError NCF_FILE_MISSING when there is none
 */
export function loadStackFile(
  named: string,
  { cwd, ports, projectFiles }: Pick<Terminal, "cwd" | "ports" | "projectFiles">,
  allowRead: readonly string[] = [],
): LoadedFile {
  const loaded = (shownPath: string, whole: string, text: string): LoadedFile => ({
    named,
    shownPath,
    path: whole,
    file: parseStackFile(text, whole),
    readText: projectFiles(
      dirname(whole),
      allowRead.map((one) => resolve(cwd, one)),
    ),
  });
  const path = resolve(cwd, named);
  const file = readTextOrFolder(ports.readText, path);
  if (typeof file === "string") return loaded(named, path, file);
  if (file === undefined) throw missing(`file ${named} does not exist`);
  const text = readTextOrFolder(ports.readText, join(path, nameInFolder));
  if (typeof text !== "string")
    throw missing(`the directory ${named} has no ${nameInFolder}`, "name the stack file itself");
  return loaded(join(named, nameInFolder), join(path, nameInFolder), text);
}

/**
 * Returns the absolute path of a stack file that is named as for {@link loadStackFile}, whatever is in it.
 * @throws NcfError NCF_FILE_MISSING when there is none
 */
export function loadStackFilePath(named: string, { cwd, ports }: Pick<Terminal, "cwd" | "ports">): string {
  const path = resolve(cwd, named);
  const file = readTextOrFolder(ports.readText, path);
  if (file === undefined) throw missing(`file ${named} does not exist`);
  return typeof file === "string" ? path : join(path, nameInFolder);
}

/** Returns a file's text, a symbol for a directory, `undefined` when there is neither. */
function readTextOrFolder(
  readText: Terminal["ports"]["readText"],
  path: string,
): string | typeof isFolder | undefined {
  try {
    return readText(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") return isFolder;
    // A part of the path is a file.
    if (code === "ENOTDIR") return undefined;
    throw missing(message);
  }
}

const isFolder = Symbol("folder");

function missing(reason: string, hint?: string): NcfError {
  return new NcfError("NCF_FILE_MISSING", { reason, ...(hint === undefined ? {} : { hint }) });
}

/** The stack file has mistakes, so a command cannot go on. */
export class InvalidStackFile extends Error {
  override readonly name = "InvalidStackFile";
  readonly diagnostics: readonly Diagnostic[];
  /** The text of the file, without the secrets that it holds. */
  readonly text: string;

  constructor(diagnostics: readonly Diagnostic[], text: string) {
    super("the stack file has mistakes");
    this.diagnostics = diagnostics;
    this.text = text;
  }
}

/** Inputs that are known before a run; all optional. */
export interface KnownInputs extends Partial<
  Pick<PlanContext, "config" | "secretNames" | "needsConfig" | "stack" | "readText">
> {
  /** The stack's config by key, `ncf:region`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Variables of the run. @default those of the environment */
  readonly env?: Terminal["ports"]["env"];
}

/**
 * Checks a stack file on this machine: files that it names are read, and the stack's config decides about the address.
 * @throws InvalidStackFile with all mistakes
 */
export function checkLoaded(
  { file, shownPath, readText }: LoadedFile,
  { cwd, ports }: Pick<Terminal, "cwd"> & { readonly ports: Pick<Terminal["ports"], "env"> },
  { settings = {}, env, ...known }: KnownInputs,
): CheckedStack {
  const { address, issues } = readSettings((key) => settings[key], env ?? ports.env);
  const { checked, diagnostics } = checkStackFile(file, {
    readText,
    ...known,
    cwd,
    checkInputs: (inputs, resource) => [...issues, ...inputIssues(inputs, resource, address)],
  });
  if (checked !== undefined) return checked;
  throw new InvalidStackFile(
    diagnostics.map((one) => ({ ...one, file: shownPath })),
    file.secrets.shownText,
  );
}

/**
 * Reads a file that an option names.
 * @throws NcfError NCF_FILE_MISSING
 */
export function readTextOf(
  option: string,
  named: string,
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
): string {
  const path = resolve(cwd, named);
  let why = "";
  try {
    const text = ports.readText(path);
    if (text !== undefined) return text;
  } catch (error) {
    why = `: ${(error as Error).message}`;
  }
  throw new NcfError("NCF_FILE_MISSING", { reason: `${option} ${named}: the file does not exist${why}` });
}
