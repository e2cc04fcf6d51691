import { printable } from "./safeText.ts";

/**
 * Formats a workflow command of GitHub Actions, `::error file=stack.yaml,line=3::message`, without
 * a trailing line break. Makes the text printable, except for a mask, which must be the secret
 * itself. Leaves out properties without a value.
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

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
