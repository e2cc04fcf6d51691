import { printableLine } from "../../diagnostics/safeText.ts";
import type { EmulatedCall } from "../../emulator/index.ts";
import { actionLabel } from "../../model/action.ts";

const longest = 1000;
/** Matches Node's message for an access that its permission model denies. */
const denial = /ERR_ACCESS_DENIED|Access to this API has been restricted/;

/** Returns what is printed of a call: a line for what it came to, and below it what the action wrote. */
export function callLines(call: EmulatedCall): readonly string[] {
  if (call.kind === "refused") {
    const { target, status, errorCode } = call;
    const code = errorCode === undefined ? "" : ` (code ${errorCode})`;
    return [
      status === undefined
        ? `POST ${printableLine(target, longest)}: no response`
        : `POST ${printableLine(target, longest)}: refused with ${status}${code}`,
    ];
  }
  const { status, duration, activationId, logs, success, result } = call;
  const error = success ? "" : errorText(result["error"]);
  const isDenied = [error, ...logs].some((text) => denial.test(text));
  return [
    `${actionLabel(call)}: ${status} in ${duration} ms, activation ${activationId}`,
    // The time of a line is of no use beside the call's own.
    ...logs.map((line) => `  ${printableLine(line.replace(/^\S+ /, ""), longest)}`),
    ...(success ? [] : [`  error: ${printableLine(error, longest)}`]),
    ...(isDenied
      ? ["  hint: give the action what it needs with --allow-read, --allow-write or --allow-network"]
      : []),
  ];
}

/** Returns the error of a failed action as text: that of an `Error` is its message. */
function errorText(error: unknown): string {
  if (typeof error === "string") return error;
  const message = (error as { readonly message?: unknown } | null | undefined)?.message;
  return typeof message === "string" ? message : JSON.stringify(error);
}
