import { printable } from "./safeText.ts";

/**
 * Formats a workflow command of GitHub Actions, `::error file=stack.yaml,line=3::message`, without a line break at its end. Control characters
 * other than line breaks become spaces; properties without a value are left out.
 * Source: docs.github.com actions workflow-commands [doc]
 */
export function workflowCommand(
  command: "error" | "warning" | "add-mask",
  properties: Readonly<Record<string, string | number | undefined>>,
  data: string,
): string {
  const written = Object.entries(properties).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(printable(String(value)))}`],
  );
  const head = written.length === 0 ? command : `${command} ${written.join(",")}`;
  return `::${head}::${escapeData(command === "add-mask" ? data : printable(data))}`;
}

/**
 * Returns output in which the runner of GitHub Actions finds no command: `::` at the start of a line, in any indentation, and `##[` anywhere get a
 * space. In JSON they cannot be at the start of a line, and `##[` is escaped, which keeps the value.
 * Source: actions/runner src/Runner.Common/ActionCommand.cs [code]
 */
export function withoutWorkflowCommands(text: string): string {
  if (/^[{[]/.test(text)) return text.replaceAll("##[", String.raw`#\u0023[`);
  return text.replaceAll(/^([\s\u0085]*:)(?=:)/gm, "$1 ").replaceAll("##[", "## [");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
