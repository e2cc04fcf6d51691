import type { Ports } from "../ports/ports.ts";

/** Reports whether the environment is that of a CI system, by `CI`. */
export function isCi({ CI: text = "" }: Ports["env"]): boolean {
  return !["", "0", "false"].includes(text.toLowerCase());
}
