import { NcfError } from "../diagnostics/ncfError.ts";

/** Matches a stack frame of Node or a package. */
const foreignFrame = /node_modules|\bnode:/;
/** URL of the directory of this module. */
const here = new URL(".", import.meta.url).href;

/**
 * Runs a part of this package that a user's program calls. Removes foreign frames from its errors:
 * the SDK inspects every error that ends a program, which takes Node 20 minutes for a stack trace
 * through node_modules.
 */
export function inProgram<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (NcfError.is(error)) error.stack = shortStack(error.message, error.stack);
    throw error;
  }
}

function shortStack(message: string, stack = ""): string {
  const frames = stack
    .split("\n")
    .filter((line) => /^ +at /.test(line) && !foreignFrame.test(line) && !line.includes(here));
  return [message, ...frames].join("\n");
}
