import { NcfError } from "../../diagnostics/ncfError.ts";
import { shellWord } from "../../diagnostics/safeText.ts";
import type { ErrorCode } from "../../model/errorCatalogue.ts";

/** Call of a command that failed. */
export interface FailedCommand {
  readonly key: string;
  /** `true` when the user chose the key. */
  readonly isKeyed: boolean;
  /** Action, as it was named. */
  readonly name: string;
  readonly activationId?: string;
}

/** Returns an error with what to do on the command line, where its own hint is about a deployment. */
export function withCommandHint(error: NcfError, command: FailedCommand): NcfError {
  const hint = hints[error.code]?.(command);
  if (hint === undefined) return error;
  const { code, reason, details } = error;
  return new NcfError(code, { reason, hint, details, cause: error });
}

const hints: Partial<Record<ErrorCode, (command: FailedCommand) => string>> = {
  NCF_ACTION_FAILED: ({ isKeyed }) =>
    `read the action's error and logs; ${isKeyed ? "add --retry-failed to call it again, since its key keeps this outcome" : "run the command again to call it again"}`,
  NCF_RESULT_INVALID: () =>
    "correct the action or the schema; the action ran, and is not called again by itself",
  NCF_RESULT_UNREADABLE: ({ isKeyed }) =>
    isKeyed
      ? "pass --output record or text where only the outcome matters, or use another key to call the action again; the API keeps records for one month"
      : "check the endpoint and the credentials, then read it with ncf activation get",
  NCF_NOT_SENT: () => "check the network, the endpoint and the proxy, then run the command again",
  NCF_PENDING: ({ isKeyed, name, activationId = "ACTIVATION-ID" }) =>
    isKeyed
      ? "run the command again: it waits for this activation and does not call the action again; --wait sets for how long"
      : `wait for it: ncf activation wait ${shellWord(name)} ${activationId}
  Running the command again calls the action again; a --key prevents that`,
};
