import { type CommandNode, lastName, withDescendants } from "./commandTree.ts";
import { descentCases, valueCases } from "./shellCases.ts";

/** Formats the completion script for zsh: a file `_ncf` in a directory of `fpath`, or a script to source. */
export function zshScript(tree: CommandNode): string {
  const all = withDescendants(tree);
  const words = all.map(({ path, options, commands, operands }) => {
    const flags = options.flatMap((option) =>
      option.flags.map((flag) => described(flag, option.description)),
    );
    const names = commands.map((one) => described(lastName(one), one.description));
    const others = Array.isArray(operands)
      ? `compadd -- ${operands.join(" ")}`
      : operands === "files"
        ? "_files"
        : ":";
    return `    "${path}")
      if [[ $PREFIX == -* ]]; then entries=(${flags.join(" ")}); _describe -o option entries
      ${names.length > 0 ? `else entries=(${names.join(" ")}); _describe command entries` : `else ${others}`}
      fi ;;`;
  });
  return `#compdef ncf
# Completion of ncf for zsh: source <(ncf completion zsh)
_ncf_stacks() {
  local -a stacks
  stacks=(Pulumi.*.yaml(N))
  stacks=(\${stacks#Pulumi.})
  compadd -- \${stacks%.yaml}
}
_ncf() {
  local command="" word previous="\${words[CURRENT-1]}"
  local -a entries
  if [[ $PREFIX == --*=* ]]; then
    previous="\${PREFIX%%=*}"
    compset -P '*='
  fi
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$command $word" in
${descentCases(all)}
    esac
  done
  case "$command $previous" in
${valueCases(all, (value) => `${valueCommand(value)}; return`)}
  esac
  case "$command" in
${words.join("\n")}
  esac
}
if [[ "\${funcstack[1]}" == _ncf ]]; then _ncf "$@"; else compdef _ncf ncf; fi
`;
}

function valueCommand(value: readonly string[] | string): string {
  if (typeof value !== "string") return `compadd -- ${value.join(" ")}`;
  if (value === "stack") return "_ncf_stacks";
  return value === "file" ? "_files" : ":";
}

function described(word: string, description: string): string {
  return `'${word}:${description.replaceAll("'", String.raw`'\''`)}'`;
}
