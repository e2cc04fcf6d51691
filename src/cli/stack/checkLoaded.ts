import { readInputs } from "../../invocation/readInputs.ts";
import { readSettings } from "../../resource/settings.ts";
import { checkStackFile, type StackCheck } from "../../stack/run/checkStackFile.ts";
import type { PlanContext } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import type { LoadedFile } from "./loadStackFile.ts";

/** What is known of a run before it, all of it optional. */
export interface CheckedWith extends Partial<
  Pick<PlanContext, "config" | "secretNames" | "needsConfig" | "stack" | "readText">
> {
  /** The stack's config by whole key, `ncf:region`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Checks a stack file on this machine: files that it names are read, and the address is what the stack's config makes it. */
export function checkLoaded(
  { file, shownPath }: LoadedFile,
  { cwd, ports }: Pick<Terminal, "cwd" | "ports">,
  { settings = {}, ...known }: CheckedWith,
): StackCheck {
  const { address, issues } = readSettings((key) => settings[key]);
  const check = checkStackFile(file, {
    readText: ports.readText,
    ...known,
    cwd: cwd,
    checkInputs: (inputs) => [...issues, ...readInputs(inputs, address).issues],
  });
  if (check.checked !== undefined) return check;
  return { diagnostics: check.diagnostics.map((one) => ({ ...one, file: shownPath })) };
}
