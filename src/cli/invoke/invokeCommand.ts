import type { CommandContext } from "../CommandContext.ts";
import type { CallOptions } from "../calls/callOptions.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { invoke } from "./invoke.ts";

/** Options of `ncf invoke`. */
export interface InvokeOptions extends CallOptions {
  readonly params?: string;
  readonly paramsSchema?: string;
  readonly resultSchema?: string;
  /** JSON pointers into the params to parts that are secret. */
  readonly secretParam: readonly string[];
  readonly wait?: string;
  readonly timeout?: string;
  readonly onRunning?: "wait" | "fail";
  readonly retryFailed?: true;
  readonly onUnknown?: "fail" | "adopt" | "reinvoke";
  readonly idempotencyParam?: string;
  readonly output: "result" | "record" | "text";
  readonly select?: string;
  readonly logs: "none" | "on-failure" | "always";
  readonly json?: true;
}

/** Runs `ncf invoke [PACKAGE/]ACTION`. */
export async function invokeCommand(
  context: CommandContext,
  name: string,
  given: InvokeOptions,
): Promise<void> {
  const options: InvokeOptions = given.json === true ? { ...given, output: "record" } : given;
  await runStackCommand(context, options, (interrupts) => invoke(context, name, options, interrupts));
}
