import { shellWord } from "../../diagnostics/safeText.ts";
import type { StackCommandOptions } from "./stackOptions.ts";

/** The command line that removes the lock of a stack that was named in this way. */
export function cancelCommand(
  named: string,
  stackFullName: string,
  { backend, configFile, envFile }: Pick<StackCommandOptions, "backend" | "configFile" | "envFile">,
): string {
  const options = { stack: stackFullName, backend, "config-file": configFile, "env-file": envFile };
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  return ["ncf cancel", shellWord(named), ...given].join(" ");
}
