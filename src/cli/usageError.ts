import type { Command, CommanderError } from "commander";
import { NcfError } from "../diagnostics/ncfError.ts";

/**
 * Returns the error of a command line that the parser refuses; `undefined` where it only showed a help text.
 * @param args - The command line, which names the command whose help has more.
 */
export function usageError(
  { code, message }: CommanderError,
  program: Command,
  args: readonly string[],
): NcfError | undefined {
  if (code === "commander.help" || code === "commander.helpDisplayed" || code === "commander.version")
    return undefined;
  const [reason = "", ...rest] = message.replace(/^error: /, "").split("\n");
  const near = /^\(Did you mean (.*)\?\)$/s.exec(rest.join("\n"))?.[1];
  const help = `run ${commandOf(program, args)} --help`;
  return new NcfError("NCF_USAGE", {
    reason: reason.replace(/\.$/, ""),
    hint: near === undefined ? help : `did you mean ${near}? ${help}`,
  });
}

/** Returns the command that a command line names, as far as there is one: `ncf activation get`. */
function commandOf(program: Command, args: readonly string[]): string {
  let command = program;
  let line = program.name();
  for (const arg of args) {
    const next = command.commands.find((one) => one.name() === arg);
    if (next === undefined) break;
    command = next;
    line += ` ${arg}`;
  }
  return line;
}
