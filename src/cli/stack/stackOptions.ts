import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { shellWord } from "../../diagnostics/safeText.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";

/** Options of every command on a stack. */
export interface StackCommandOptions {
  readonly stack?: string;
  readonly backend?: string;
  readonly config: readonly string[];
  readonly secret: readonly string[];
  readonly secretFile: readonly string[];
  readonly configFile?: string;
  readonly allowRead?: readonly string[];
  readonly vars?: string;
  readonly json?: true;
}

/** Options of the commands that change a stack. */
export interface ChangeCommandOptions extends StackCommandOptions {
  readonly yes?: true;
  readonly target: readonly string[];
  readonly parallel?: string;
}

/** Resources that an operation is limited to, and the maximum number of steps at once. */
export interface TargetOptions {
  /** Names of resources; all of them when it is empty. */
  readonly targets: readonly string[];
  readonly parallel: number | undefined;
}

/**
 * Reads `--target` and `--parallel`.
 * @throws NcfError NCF_USAGE
 */
export function readTargetOptions({
  target,
  parallel,
}: Pick<ChangeCommandOptions, "target" | "parallel">): TargetOptions {
  if (parallel !== undefined && !/^[1-9]\d{0,3}$/.test(parallel)) {
    throw new NcfError("NCF_USAGE", {
      reason: `--parallel ${parallel} must be a whole number from 1 to 9999`,
      hint: "omit it to use Pulumi's default",
    });
  }
  return { targets: target, parallel: parallel === undefined ? undefined : Number(parallel) };
}

/**
 * Requires that an option names resources of the stack file.
 * @throws NcfError NCF_USAGE with the nearest name
 */
export function refuseUnknownNames(option: string, names: readonly string[], { steps }: StackPlan): void {
  const there = steps.map(({ name }) => name);
  for (const name of names) {
    if (there.includes(name)) continue;
    const near = nearest(name, there);
    throw new NcfError("NCF_USAGE", {
      reason: `${option} ${name}: the stack file declares no resource of this name`,
      hint: near === undefined ? `the resources are ${there.join(", ")}` : `did you mean ${near}?`,
    });
  }
}

/**
 * Returns whether the change has to be confirmed at the terminal.
 * @throws NcfError NCF_USAGE when confirmation is required and this is no interactive terminal
 */
export function needsConfirmation(
  { yes, json }: Pick<ChangeCommandOptions, "yes" | "json">,
  { isInteractive, ports }: Pick<Terminal, "isInteractive" | "ports">,
): boolean {
  const isSkipped = ["1", "true"].includes(ports.env["PULUMI_SKIP_CONFIRMATIONS"] ?? "");
  if (yes === true || isSkipped) return false;
  if (isInteractive && json !== true) return true;
  throw new NcfError("NCF_USAGE", {
    reason: "confirmation required, but this is not an interactive terminal",
    hint: "pass --yes; ncf preview shows the change first",
  });
}

/** Returns the command line of another command on a stack that was named in this way. */
export function stackCommand(
  command: "cancel" | "destroy",
  named: string,
  stackFullName: string,
  { backend, configFile, vars }: Pick<StackCommandOptions, "backend" | "configFile" | "vars">,
): string {
  const options = { stack: stackFullName, backend, "config-file": configFile, vars };
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, shellWord(value)],
  );
  return [`ncf ${command}`, shellWord(named), ...given].join(" ");
}
