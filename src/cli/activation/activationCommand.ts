import { NcfError } from "../../diagnostics/ncfError.ts";
import { follow } from "../../invocation/follow.ts";
import { outcomeError } from "../../invocation/errors.ts";
import type { Activation } from "../../model/activation.ts";
import { actionLabel, formatActionUrl } from "../../model/action.ts";
import type { Json } from "../../model/json.ts";
import { ranOutcome } from "../../model/outcome.ts";
import { activationState } from "../../resource/state.ts";
import { findCredentials } from "../../signing/credentials.ts";
import type { CommandContext } from "../CommandContext.ts";
import {
  type CallContext,
  type CallOptions,
  readCallContext,
  readDurationOption,
} from "../calls/callOptions.ts";
import { parsePointer, selectJson } from "../calls/selectJson.ts";
import type { ActivationReader } from "../resolve/lookAtCall.ts";
import { runStackCommand } from "../runStackCommand.ts";
import type { Terminal } from "../terminal.ts";
import { failureEvent } from "../json/failureEvent.ts";
import { writeEvent } from "../json/jsonEvent.ts";
import { waitingSince } from "../views/waitingLines.ts";
import { findActivation, type LocatedActivation, type NamedActivation } from "./findActivation.ts";

/** Options of `ncf activation get`. */
export interface ActivationOptions extends CallOptions {
  readonly output: "result" | "record";
  readonly select?: string;
  readonly json?: true;
}

/** Options of `ncf activation wait`. */
export interface WaitOptions extends ActivationOptions {
  readonly wait: string;
}

/** Options of `ncf activation logs`. */
export interface LogsOptions extends CallOptions {
  readonly follow?: true;
  readonly wait: string;
  readonly json?: true;
}

/** Options of `ncf activation list`. */
export interface ListOptions extends CallOptions {
  readonly since: string;
  readonly until?: string;
  readonly status?: "succeeded" | "failed";
  readonly limit: string;
  readonly json?: true;
}

/** Runs `ncf activation get`: prints the record of a run, whether it succeeded or failed. */
export function getCommand(
  context: CommandContext,
  named: NamedActivation,
  options: ActivationOptions,
): Promise<void> {
  return withActivation(context, named, options, async ({ activation, functions, signal }) => {
    parsePointer("--select", options.select ?? "");
    const record = await readOnce(activation, functions, signal);
    print(context.terminal, activation, record, options);
  });
}

/** Runs `ncf activation wait`: waits for the end of a run, and exits as its outcome says. */
export function waitCommand(
  context: CommandContext,
  named: NamedActivation,
  options: WaitOptions,
): Promise<void> {
  return withActivation(context, named, options, async (found) => {
    parsePointer("--select", options.select ?? "");
    const record = await readWhenThere(context.terminal, found, options);
    const outcome = ranOutcome(record);
    if (outcome.kind === "succeeded") return print(context.terminal, found.activation, record, options);
    const { action, activationId } = found.activation;
    const { code, reason } = outcomeError(action, outcome);
    const error = new NcfError(code, {
      reason,
      hint: `read its logs: ncf activation logs ${actionLabel(action)} ${activationId}`,
    });
    if (options.output === "record") print(context.terminal, found.activation, record, options);
    if (options.json !== true) context.terminal.writeError(`${error.message}\n`);
    else writeEvent(context.terminal.write, failureEvent({ error }, context.terminal.ports.clock.now()));
    context.end(error.exitCode);
  });
}

/** Runs `ncf activation logs`: prints the log lines of a run, which the API has once it ended. */
export function logsCommand(
  context: CommandContext,
  named: NamedActivation,
  options: LogsOptions,
): Promise<void> {
  return withActivation(context, named, options, async (found) => {
    const { terminal } = context;
    const { logs = [] } =
      options.follow === true
        ? await readWhenThere(terminal, found, options)
        : await readOnce(found.activation, found.functions, found.signal);
    if (options.json === true) return terminal.write(`${JSON.stringify(logs)}\n`);
    for (const line of logs) terminal.write(`${line.trimEnd()}\n`);
    if (logs.length === 0) {
      terminal.writeError(`${label(found.activation)} wrote no logs\n`);
    }
  });
}

/** Activation that is meant, and what reads it. */
interface Found {
  readonly activation: LocatedActivation;
  readonly functions: ActivationReader;
  readonly call: CallContext;
  readonly signal: AbortSignal;
}

async function withActivation(
  context: CommandContext,
  named: NamedActivation,
  options: CallOptions & { readonly json?: true },
  work: (found: Found) => Promise<void>,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const call = readCallContext(terminal, options);
    const activation = await findActivation(terminal, named, options, call);
    const functions = await terminal.activationReader(findCredentials(call.credentials), call.ports.env);
    const interrupted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(new Error("interrupted")));
    });
    try {
      await Promise.race([work({ activation, functions, call, signal }), interrupted]);
    } finally {
      await functions.close();
    }
  });
}

async function readOnce(
  activation: LocatedActivation,
  functions: ActivationReader,
  signal: AbortSignal,
): Promise<Activation> {
  const response = await functions.activation(activation, signal);
  switch (response.kind) {
    case "found":
      return requireAction(activation, response.activation);
    case "notYet":
      throw unreadable(activation, noRecord, recordHint(activation));
    case "refused":
      throw unreadable(activation, response.error.message);
    case "unreadable":
      throw unreadable(activation, response.reason, "run the command again");
  }
}

const noRecord =
  "the API has no record of it: it is of another action, has not ended, ended less than a minute ago, or is older than one month";

function recordHint({ action }: LocatedActivation): string {
  return `compare the ID with those of ncf activation list ${actionLabel(action)}; ncf activation wait waits for the record`;
}

/** Waits for a record. The API has none while the action runs. */
async function readWhenThere(
  terminal: Terminal,
  { activation, functions, call }: Found,
  { wait, json }: { readonly wait: string; readonly json?: true },
): Promise<Activation> {
  const waitMs = readDurationOption("--wait", wait);
  if (json !== true) terminal.writeError(`waiting for ${label(activation)}, up to ${wait}\n`);
  const { clock } = call.ports;
  const untilAt = clock.now() + waitMs;
  terminal.heartbeat?.during(waitingSince(`waiting for ${label(activation)}`, clock.now, untilAt));
  const { outcome, problem } = await follow(
    { ...activation, settledAt: Infinity },
    { functions, clock, untilAt },
  );
  if (outcome.kind === "succeeded" || outcome.kind === "failed")
    return requireAction(activation, outcome.activation);
  throw new NcfError("NCF_PENDING", {
    reason: `${label(activation)} has no record after ${wait}: ${problem ?? "it has not ended, or it is of another action"}`,
    hint: `run the command again to wait longer; ${recordHint(activation).split(";", 1)[0]}`,
  });
}

/** The API may show a run under the name of another action. */
function requireAction(activation: LocatedActivation, record: Activation): Activation {
  const { actionName } = activation.action;
  if (record.name === undefined || record.name === actionName) return record;
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: `activation ${activation.activationId} is a run of ${record.name}, not of ${actionLabel(activation.action)}`,
    hint: "name the action that it is a run of",
  });
}

function unreadable(activation: LocatedActivation, why: string, hint?: string): NcfError {
  return new NcfError("NCF_ACTIVATION_UNREADABLE", {
    reason: `cannot read ${label(activation)}: ${why}`,
    ...(hint === undefined ? {} : { hint }),
  });
}

function label({ action, activationId }: LocatedActivation): string {
  return `activation ${activationId} of ${actionLabel(action)}`;
}

function print(
  { write }: Pick<Terminal, "write">,
  activation: LocatedActivation,
  record: Activation,
  { output, select }: ActivationOptions,
): void {
  const { logs = [] } = record;
  const whole = JSON.parse(
    JSON.stringify({
      action: actionLabel(activation.action),
      address: formatActionUrl(activation),
      ...activationState(record),
      logs,
    }),
  ) as Json;
  const shown = output === "result" ? record.response.result : whole;
  const value = select === undefined ? shown : selectJson(shown, select, `the ${output}`);
  write(`${JSON.stringify(value)}\n`);
}
