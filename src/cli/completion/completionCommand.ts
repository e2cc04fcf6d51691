import type { Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { bashScript } from "./bashScript.ts";
import { type CommandNode, commandTree } from "./commandTree.ts";
import { fishScript } from "./fishScript.ts";
import type { Shell } from "./shells.ts";
import { zshScript } from "./zshScript.ts";

const scripts: Readonly<Record<Shell, (tree: CommandNode) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** Runs `ncf completion SHELL`: prints a script that completes the commands, options and choices of the program. */
export function completion({ terminal }: CommandContext, shell: Shell, program: Command): void {
  terminal.write(scripts[shell](commandTree(program)));
}
