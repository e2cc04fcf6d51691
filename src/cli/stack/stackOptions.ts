import { NcfError } from "../../diagnostics/ncfError.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import { shellWord } from "../../diagnostics/safeText.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { RunFileOptions } from "../record/recordRun.ts";
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
  /** Only warnings, failures and outputs. */
  readonly quiet?: true;
  /** Options that select the engine, the settings and the journal. */
  readonly verbose?: true;
  /** `true` to also show details inside the run, with secrets masked. */
  readonly debug?: true;
}

/** Options of the commands that change a stack. */
export interface ChangeCommandOptions extends StackCommandOptions, RunFileOptions {
  readonly yes?: true;
  readonly target: readonly string[];
  readonly exclude: readonly string[];
  readonly targetDependents?: true;
  readonly continueOnError?: true;
  readonly parallel?: string;
}

/**
 * Returns the name of the stack that `--stack` or `PULUMI_STACK` selects.
 * @throws NcfError NCF_USAGE where none is selected
 */
export function requireStack(
  named: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const stack = named ?? env["PULUMI_STACK"] ?? "";
  if (stack !== "") return stack;
  throw new NcfError("NCF_USAGE", {
    reason: "no stack is selected",
    hint: "add --stack dev, or set PULUMI_STACK",
  });
}

/** Resources that an operation is limited to, the maximum number of steps at once, and what a failure stops. */
export interface TargetOptions {
  /** Names of resources; all of them when it is empty. */
  readonly targets: readonly string[];
  /** Names of resources that are left as they are. */
  readonly excludes: readonly string[];
  /** `true` to also target resources that depend on the targets. */
  readonly targetsDependents: boolean;
  /** `true` to continue with independent resources after a failure. */
  readonly continuesOnError: boolean;
  readonly parallel: number | undefined;
}

/**
 * Reads `--target`, `--exclude`, `--target-dependents`, `--continue-on-error` and `--parallel`.
 * @throws NcfError NCF_USAGE
 */
export function readTargetOptions({
  target,
  exclude,
  targetDependents,
  continueOnError,
  parallel,
}: Pick<
  ChangeCommandOptions,
  "target" | "exclude" | "targetDependents" | "continueOnError" | "parallel"
>): TargetOptions {
  if (targetDependents === true && target.length === 0) {
    throw new NcfError("NCF_USAGE", {
      reason: "--target-dependents requires --target",
      hint: "add --target NAME, or omit it",
    });
  }
  if (parallel !== undefined && !/^[1-9]\d{0,3}$/.test(parallel)) {
    throw new NcfError("NCF_USAGE", {
      reason: `--parallel ${parallel} must be a whole number from 1 to 9999`,
      hint: "omit it to use Pulumi's default",
    });
  }
  return {
    targets: target,
    excludes: exclude,
    targetsDependents: targetDependents === true,
    continuesOnError: continueOnError === true,
    parallel: parallel === undefined ? undefined : Number(parallel),
  };
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
