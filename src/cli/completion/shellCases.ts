import { type CommandNode, lastName, type OptionNode } from "./commandTree.ts";

/** Returns the branches of `case "$command $word"` by which bash and zsh go down the tree of commands. */
export function descentCases(all: readonly CommandNode[]): string {
  return all
    .flatMap(({ path, commands }) =>
      commands.map((one) => `      "${path} ${lastName(one)}") command="${one.path}" ;;`),
    )
    .join("\n");
}

/**
 * Returns the branches of `case "$command $previous"` by which bash and zsh complete the value of an option.
 * @param complete - Returns the command that completes such a value.
 */
export function valueCases(
  all: readonly CommandNode[],
  complete: (value: OptionNode["value"]) => string,
): string {
  return all
    .flatMap(({ path, options }) =>
      options.flatMap(({ flags, value }) => {
        if (value === "none") return [];
        const patterns = flags.map((flag) => `"${path} ${flag}"`).join(" | ");
        return [`    ${patterns}) ${complete(value)} ;;`];
      }),
    )
    .join("\n");
}
