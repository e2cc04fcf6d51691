import { shellWord } from "../diagnostics/shellWord.ts";
import type { ResourcePlace } from "../model/resourceKey.ts";

/** A command line of `ncf resolve` for a resource, to be pasted into a shell. */
export function resolveCommand(
  { project, stack, name }: ResourcePlace,
  journalOptions: readonly string[],
  ...settling: readonly string[]
): string {
  const options = ["--project", project, "--stack", stack, ...journalOptions, ...settling];
  // A name that looks like an option comes last, behind the word that ends options.
  const words = name.startsWith("-") ? [...options, "--", name] : [name, ...options];
  return ["npx ncf resolve", ...words.map(shellWord)].join(" ");
}
