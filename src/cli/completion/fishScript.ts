import { type CommandNode, lastName, type OptionNode, withDescendants } from "./commandTree.ts";

/** Formats the completion script for fish, 3.0 or later. */
export function fishScript(tree: CommandNode): string {
  const all = withDescendants(tree);
  const descents = all.flatMap(({ path, commands }) =>
    commands.map((one) => `      case '${path} ${lastName(one)}'\n        set command '${one.path}'`),
  );
  const lines = all.flatMap(({ path, options, commands, operands }) => {
    const at = `complete -c ncf -n "__ncf_at '${path}'"`;
    return [
      ...commands.map((one) => `${at} -a ${lastName(one)} -d ${quoted(one.description)}`),
      ...(Array.isArray(operands) && operands.length > 0 ? [`${at} -a '${operands.join(" ")}'`] : []),
      ...(operands === "files" ? [`${at} -F`] : []),
      ...options.map((option) => `${at} ${optionArgs(option)}`),
    ];
  });
  return `# Completion of ncf for fish: ncf completion fish | source
function __ncf_at
  set -l command ''
  set -l words (commandline -opc)
  set -e words[1]
  for word in $words
    switch "$command $word"
${descents.join("\n")}
    end
  end
  test "$command" = "$argv[1]"
end
function __ncf_stacks
  for file in Pulumi.*.yaml
    string replace -r '^Pulumi\\.(.*)\\.yaml$' '$1' $file
  end
end
complete -c ncf -f
${lines.join("\n")}
`;
}

function optionArgs({ flags, description, value }: OptionNode): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...valueArgs(value), "-d", quoted(description)].join(" ");
}

function valueArgs(value: OptionNode["value"]): readonly string[] {
  if (typeof value !== "string") return ["-x", "-a", `'${value.join(" ")}'`];
  if (value === "stack") return ["-x", "-a", "'(__ncf_stacks)'"];
  if (value === "none") return [];
  return value === "file" ? ["-r", "-F"] : ["-x"];
}

function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
