import type { ErrorCode } from "../model/errorCatalogue.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { ProgramEnd } from "./languageHost.ts";
import type { ResourceFailure } from "./operation.ts";
import type { MessageEvent } from "./stackEvents.ts";
import type { EngineEnd } from "./workspace.ts";

const longestTailLines = 20;

// Messages of the engine, with their error codes.
const codes: readonly (readonly [RegExp, ErrorCode])[] = [
  [/passphrase must be set/, "NCF_PASSPHRASE_MISSING"],
  [/incorrect passphrase|decrypting secret value/, "NCF_PASSPHRASE_INVALID"],
  // A file's lock, and the one of Pulumi's service.
  [/stack is currently locked|Another update is currently in progress/, "NCF_STACK_LOCKED"],
];

/** Messages of the engine at the end of every operation that failed. */
const closingWords: ReadonlySet<string> = new Set(["update failed", "preview failed"]);

/** Converts the engine's standard error to an error: the errors in it, otherwise the end of the text. */
export function engineError({ stderr, code, signal }: EngineEnd): NcfError {
  const [, ...said] = `\n${stderr}`.split(/\n *error: /).map((text) => text.trim());
  if (said.length > 0) return toError([...new Set(said)].join("\n"));
  const ended = signal === null ? `with exit code ${code}` : `by signal ${signal}`;
  const tail = stderr.trim().split("\n").slice(-longestTailLines).join("\n");
  return toError(`the engine ended ${ended}${tail === "" ? "" : `: ${tail}`}`);
}

/** Information about a failed operation. */
export interface FailedRun {
  /** Errors of the provider in this process. */
  readonly own: readonly ResourceFailure[];
  /** Errors among the engine's events. */
  readonly errors: readonly MessageEvent[];
  readonly end: EngineEnd;
  readonly programEnd: ProgramEnd | undefined;
}

/**
 * Lists the failures of an operation without duplicates: first those that this process knows, then
 * further ones of the engine. Returns at least one.
 */
export function failuresOf({ own, errors, end, programEnd }: FailedRun): readonly ResourceFailure[] {
  const known = new Set(own.map(({ name }) => name));
  const others = errors.flatMap(({ name, type, message }): ResourceFailure[] => {
    if (type === "pulumi:pulumi:Stack" || closingWords.has(message)) return [];
    // The engine repeats the provider's message in its own words.
    if (type?.startsWith("ncf:") === true && known.has(name)) return [];
    return [{ ...(name === undefined ? {} : { name }), error: toError(message) }];
  });
  const found = [...own, ...dropRepeated(others)];
  if (found.length > 0) return found;
  return [{ error: onlyError(errors, end, programEnd) }];
}

/** Returns the error of an operation in which no resource failed. */
function onlyError(
  errors: readonly MessageEvent[],
  end: EngineEnd,
  programEnd: ProgramEnd | undefined,
): NcfError {
  if (end.stderr.trim() !== "" || end.signal !== null) return engineError(end);
  const ofStack = errors.map(({ message }) => message);
  const ofProgram =
    programEnd?.kind === "failed" && programEnd.error instanceof Error ? [programEnd.error.message] : [];
  const [message] = [...ofStack.filter((text) => !closingWords.has(text)), ...ofProgram, ...ofStack];
  return message === undefined ? engineError(end) : toError(message);
}

function dropRepeated(failures: readonly ResourceFailure[]): readonly ResourceFailure[] {
  const seen = new Set<string>();
  return failures.filter(({ name = "", error }) => {
    const key = `${name} ${error.reason}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function toError(reason: string): NcfError {
  const code = codes.find(([pattern]) => pattern.test(reason))?.[1] ?? "NCF_ENGINE_FAILED";
  return new NcfError(code, { reason });
}
