import type { Command, Option } from "commander";

/** One command, as completion needs it. */
export interface CommandNode {
  /** Its names from the first one below the program, such as `activation get`; empty for the program. */
  readonly path: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  /** Operands after the command without an option: words to choose from, or files. */
  readonly operands: readonly string[] | "files" | "none";
  readonly commands: readonly CommandNode[];
}

/** One option. */
export interface OptionNode {
  /** `-s`, `--stack`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Value after the option: words to choose from, a file, a stack, or free text; `none` for a flag. */
  readonly value: readonly string[] | "file" | "stack" | "text" | "none";
}

/** Reads the tree of commands, options and choices that the help shows. */
export function commandTree(program: Command): CommandNode {
  return nodeOf(program, "", []);
}

function nodeOf(command: Command, path: string, siblings: readonly string[]): CommandNode {
  const help = command.createHelp();
  const below = help.visibleCommands(command);
  const names = below.map((one) => one.name());
  const [operand] = command.registeredArguments;
  const usual = takesFiles(operand?.name()) ? "files" : "none";
  return {
    path,
    description: command.description(),
    options: help.visibleOptions(command).map(optionNode),
    operands: command.name() === "help" ? siblings : (operand?.argChoices ?? usual),
    commands: below.map((one) => nodeOf(one, path === "" ? one.name() : `${path} ${one.name()}`, names)),
  };
}

/** Returns a command and all below it. */
export function withDescendants(node: CommandNode): readonly CommandNode[] {
  return [node, ...node.commands.flatMap(withDescendants)];
}

/** Returns the last name of a command: `get` of `activation get`. */
export function lastName({ path }: CommandNode): string {
  return path.slice(path.lastIndexOf(" ") + 1);
}

function optionNode({ short, long, flags, description, argChoices, required, optional }: Option): OptionNode {
  const [, placeholder = ""] = /[<[]([\w=-]+)/.exec(flags) ?? [];
  const value = !required && !optional ? "none" : (argChoices ?? valueOf(long, placeholder));
  return { flags: [short, long].filter((one) => one !== undefined), description, value };
}

function valueOf(long: string | undefined, placeholder: string): OptionNode["value"] {
  if (long === "--stack") return "stack";
  return takesFiles(placeholder) || long === "--journal" ? "file" : "text";
}

function takesFiles(placeholder: string | undefined): boolean {
  return placeholder === "file" || placeholder === "dir";
}
