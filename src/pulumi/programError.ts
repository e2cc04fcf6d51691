import { NcfError } from "../diagnostics/ncfError.ts";

/** A frame of a stack trace that belongs to Node or a package. */
const foreignFrame = /node_modules|\bnode:/;
/** Place of this module and of those beside it. */
const here = new URL(".", import.meta.url).href;

/**
 * Runs a part of this package that a user's program calls. An error of ours keeps only the frames of the program: the SDK inspects every
 * error that ends a program, which takes Node 20 minutes for a stack trace that leads through node_modules.
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
