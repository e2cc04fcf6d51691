import type { Command } from "commander";

/**
 * Returns arguments in which an action outside any package is written as `hello` where it is `-/hello`, as messages have it: the parser
 * takes what begins with a hyphen for an option. Values of options stay as they are.
 */
export function actionArguments(program: Command, args: readonly string[]): readonly string[] {
  const commands = [program, ...program.commands, ...program.commands.flatMap((command) => command.commands)];
  const flags = new Set(
    commands
      .flatMap(({ options }) => options)
      .filter(({ required }) => required)
      .flatMap(({ short, long }) => [short, long]),
  );
  return args.map((arg, at) => (/^-\/[\w-]+$/.test(arg) && !flags.has(args[at - 1]) ? arg.slice(2) : arg));
}
