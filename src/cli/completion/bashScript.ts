import { type CommandNode, lastName, type OptionNode, withDescendants } from "./commandTree.ts";
import { descentCases, valueCases } from "./shellCases.ts";

/**
 * Formats the completion script for bash, 3.2 or later. An empty reply makes bash complete files. A value after `=` is a word of its own there, and so
 * is the `=`.
 */
export function bashScript(tree: CommandNode): string {
  const all = withDescendants(tree);
  const words = all.map(({ path, options, commands, operands }) => {
    const flags = options.flatMap((option) => option.flags).join(" ");
    const names = [...commands.map(lastName), ...(Array.isArray(operands) ? operands : [])].join(" ");
    return `        "${path}") if [[ $current == -* ]]; then words="${flags}"; else words="${names}"; fi ;;`;
  });
  return `# Completion of ncf for bash: source <(ncf completion bash)
_ncf_stacks() {
  local file
  words=""
  for file in Pulumi.*.yaml; do
    file="\${file#Pulumi.}"
    file="\${file%.yaml}"
    # compgen expands words, so that a file's name could run a command.
    [[ $file =~ ^[A-Za-z0-9_.-]+$ ]] && words+=" $file"
  done
}
_ncf() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  local command="" words="" at
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous="\${COMP_WORDS[COMP_CWORD - 2]}"
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "$command \${COMP_WORDS[at]}" in
${descentCases(all)}
    esac
  done
  case "$command $previous" in
${valueCases(all, valueCommand)}
    *)
      case "$command" in
${words.join("\n")}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _ncf ncf
`;
}

function valueCommand(value: OptionNode["value"]): string {
  if (value === "stack") return "_ncf_stacks";
  return `words="${Array.isArray(value) ? value.join(" ") : ""}"`;
}
