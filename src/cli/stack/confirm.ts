import { NcfError } from "../../diagnostics/ncfError.ts";
import type { Terminal } from "../terminal.ts";
import type { ChangeCommandOptions } from "./stackOptions.ts";

/**
 * Whether the change has to be confirmed by the person at the terminal.
 * @throws NcfError NCF_USAGE where there is nobody to ask
 */
export function needsConfirmation(
  { yes, json }: Pick<ChangeCommandOptions, "yes" | "json">,
  { isInteractive, ports }: Pick<Terminal, "isInteractive" | "ports">,
): boolean {
  const isSkipped = ["1", "true"].includes(ports.env["PULUMI_SKIP_CONFIRMATIONS"] ?? "");
  if (yes === true || isSkipped) return false;
  if (isInteractive && json !== true) return true;
  throw new NcfError("NCF_USAGE", {
    reason: "there is nobody to ask whether the change is wanted",
    hint: "add --yes; look at it first with ncf preview",
  });
}

/** Asks, and tells whether the answer is yes. */
export async function isConfirmed(
  terminal: Terminal,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  const answer = await terminal.prompt(`${question} [y/N] `, signal);
  return /^y(es)?$/i.test(answer);
}
