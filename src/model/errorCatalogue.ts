import type { ErrorEntry } from "./errorEntry.ts";
import { stackFileErrors } from "./stackFileErrors.ts";

/** Catalogue of all error codes. */
export const errorCatalogue = {
  NCF_INPUT_INVALID: {
    exitCode: 2,
    meaning: "An input is missing, has the wrong type, or is not defined.",
    hint: "compare it with the table of inputs in the README",
  },
  NCF_NAME_INVALID: {
    exitCode: 2,
    meaning: "The name of a package or action is not allowed by the API.",
    hint: "write 1 to 50 of A-Z a-z 0-9 - _, not starting with -",
  },
  NCF_ADDRESS_INVALID: {
    exitCode: 2,
    meaning: "No API address exists for this site, region, API version, platform and endpoint.",
    hint: "remove them to call the public cloud in Korea",
  },
  NCF_PARAMS_NOT_JSON: {
    exitCode: 2,
    meaning:
      "The params are not a JSON object, or contain a cycle, a function, or a number that JSON does not support.",
    hint: "pass params as a plain object of JSON values",
  },
  NCF_PARAMS_TOO_LARGE: {
    exitCode: 2,
    meaning: "The params exceed the 1 MiB limit of Cloud Functions.",
    hint: "store the data in Object Storage and pass its address to the action",
  },
  NCF_PARAMS_INVALID: {
    exitCode: 2,
    meaning: "The params do not match their schema. Nothing was sent.",
    hint: "correct the params at the pointer, or the schema",
  },
  NCF_SCHEMA_INVALID: {
    exitCode: 2,
    meaning: "A schema is not supported: it does not compile, has a remote $ref, or uses an unknown draft.",
    hint: "use JSON Schema draft-07 or 2020-12, with references inside the schema or to a local file",
  },
  NCF_PREVIOUS_MISSING: {
    exitCode: 2,
    meaning:
      "The params of onUpdate or onDelete refer to a part that the previous run of the resource does not have. Nothing was sent.",
    hint: "correct the reference to previous in onUpdate or onDelete, and run up",
  },
  NCF_RESULT_INVALID: {
    exitCode: 1,
    meaning:
      "The action ran and succeeded, but its result does not match the result schema. It is not called again automatically.",
    hint: "correct the action or resultSchema; change triggers to call the action again",
  },
  NCF_CREDENTIALS_MISSING: {
    exitCode: 2,
    meaning: "No access key and secret key were found in any source of credentials.",
    hint: "set NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY",
  },
  NCF_CREDENTIALS_INVALID: {
    exitCode: 2,
    meaning:
      "Credentials are invalid: a key is missing or empty, or contains white space or control characters.",
    hint: "copy the key again, without surrounding white space",
  },
  NCF_ACTION_FAILED: {
    exitCode: 1,
    meaning: "The action ran and failed.",
    hint: "read the action's error and logs; the next up calls it again",
  },
  NCF_CHECK_UNHEALTHY: {
    exitCode: 1,
    meaning: "A check ended before the action was healthy. The resource was not created or updated.",
    hint: "look at the activations of the action, or raise within; the next up checks again",
  },
  NCF_REJECTED: {
    exitCode: 3,
    meaning: "The API refused the call. The action did not run.",
    hint: "look up the API's error code and message",
  },
  NCF_CLOCK_OFF: {
    exitCode: 3,
    meaning: "The API refused the call because this machine's clock is off by 5 minutes or more.",
    hint: "synchronize this machine's clock",
  },
  NCF_NOT_SENT: {
    exitCode: 4,
    meaning: "The request was not sent. The action did not run.",
    hint: "check the network, the endpoint and the proxy; the next up tries again",
  },
  NCF_JOURNAL_UNWRITABLE: {
    exitCode: 4,
    meaning:
      "The journal cannot be read or written. A call must be in the journal before it is sent, so nothing was sent.",
    hint: "make its directory writable and free some space, or set NCF_JOURNAL to another file; NCF_JOURNAL=off disables it, and a call may then run twice after a crash",
  },
  NCF_PENDING: {
    exitCode: 5,
    meaning: "The action had not ended when the wait was over. Its activation ID is in the state.",
    hint: "run up again to continue waiting, without another call; increase waitFor to wait longer",
  },
  NCF_RESULT_UNREADABLE: {
    exitCode: 5,
    meaning:
      "The action was called, and its activation ID is in the state, but the API does not show the record of the run, although it should be visible by now.",
    hint: "check the endpoint and the credentials, then run up again: it reads the record again and does not call the action; records are kept for one month; to call the action again, use up --rerun NAME, or change triggers",
  },
  NCF_CALL_RUNNING: {
    exitCode: 5,
    meaning: "A call with this key is in progress, possibly on another machine, and --on-running is fail.",
    hint: "repeat the step when the call has ended, or pass --on-running wait",
  },
  NCF_KEY_REUSED: {
    exitCode: 2,
    meaning:
      "The key was already used for a call with another action, other params, or other credentials. Nothing was sent.",
    hint: "use another key for another call",
  },
  NCF_OUTCOME_UNKNOWN: {
    exitCode: 5,
    meaning: "The request may have reached Cloud Functions, and it is unknown whether the action ran.",
    hint: "inspect the call with ncf resolve NAME, then settle it with --ran ACTIVATION-ID or --did-not-run, or set onUnknown to adopt or reinvoke; up alone searches again and does not post, unless NCF_JOURNAL=off",
  },
  NCF_RESOLVE_REFUSED: {
    exitCode: 3,
    meaning:
      "The given outcome contradicts the journal or the API, or cannot be known yet. The journal is unchanged.",
    hint: "run resolve with the name alone to see the call and the activations that may be its run",
  },
  NCF_IMPORT_FAILED: {
    exitCode: 2,
    meaning: "The activation to import cannot be read.",
    hint: "write the import ID as package/action/activationId, with - for an action outside any package; records expire after one month",
  },
  NCF_ACTIVATION_UNREADABLE: {
    exitCode: 2,
    meaning:
      "The record of a run cannot be read: it does not exist, the run has not ended, the record has expired, or the API refuses to show it.",
    hint: "compare the id with the activations in the console; records are kept for one month",
  },
  NCF_PACKAGE_MISSING: {
    exitCode: 2,
    meaning:
      "Pulumi's provider process cannot load this package from the project: only a library of its workspace depends on it, or it is not installed.",
    hint: "add pulumi-ncloud-functions to the dependencies of the project's package.json",
  },
  NCF_STATE_INVALID: {
    exitCode: 6,
    meaning: "The state of a resource cannot be read: a newer version wrote it, or it was edited.",
    hint: "restore the state from a backup, or run pulumi state delete URN: the next up then reuses the call in the journal, and calls only if there is none",
  },
  NCF_ENGINE_MISSING: {
    exitCode: 6,
    meaning: "No recent enough Pulumi engine was found, and installing one failed.",
    hint: "install Pulumi 3.218 or later and put it on PATH, or install Go 1.25.11 or later",
  },
  NCF_ENGINE_FAILED: {
    exitCode: 6,
    meaning: "The Pulumi engine failed for a reason other than the action.",
    hint: "read the engine's message; ncf doctor checks this machine, and up --debug shows what the engine does",
  },
  NCF_PLUGIN_MISSING: {
    exitCode: 6,
    meaning: "A plugin that the stack needs is not installed, and installing it failed. Nothing was called.",
    hint: "allow downloads from https://get.pulumi.com and https://github.com, or put the plugin's program on PATH",
  },
  NCF_STACK_MISSING: {
    exitCode: 6,
    meaning: "The stack does not exist in the backend.",
    hint: "check --stack and --backend; the first up creates the stack",
  },
  NCF_STACK_NOT_EMPTY: {
    exitCode: 3,
    meaning: "A stack that still has resources was not removed.",
    hint: "destroy its resources first, or pass --force: no action is then called for them, and a new stack of this name reuses the results in the journal",
  },
  NCF_STACK_LOCKED: {
    exitCode: 6,
    meaning: "Another run is updating the stack, or one was killed and left its lock.",
    hint: "wait for the other run to finish; if there is none, remove the lock with cancel",
  },
  NCF_LOCK_HELD: {
    exitCode: 3,
    meaning:
      "The lock of the stack was not removed: its process is at work, or cannot be seen from this machine.",
    hint: "wait for the process that holds the lock, or interrupt it",
  },
  NCF_PASSPHRASE_MISSING: {
    exitCode: 2,
    meaning: "No passphrase is set, and the stack's secrets are encrypted with one. Nothing was called.",
    hint: "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
  },
  NCF_PASSPHRASE_INVALID: {
    exitCode: 2,
    meaning: "The passphrase is not the one that the stack's secrets are encrypted with. Nothing was called.",
    hint: "use the passphrase that the stack was created with",
  },
  NCF_ADDRESS_CHANGED: {
    exitCode: 3,
    meaning:
      "A resource would be called again only because its address changed, or at another address than its last call. It was not called.",
    hint: "check the endpoint, region and site of this run; pass --allow-address-change to call at the new address",
  },
  NCF_PLAN_STALE: {
    exitCode: 3,
    meaning: "The saved plan is out of date: inputs or state changed after it was created.",
    hint: "run preview --plan again and review the changes",
  },
  NCF_CHANGES_FOUND: {
    exitCode: 3,
    meaning: "A preview with --expect-no-changes found that up would change something. Nothing was called.",
    hint: "look at the preview, and run up to make the changes",
  },
  NCF_FILE_MISSING: {
    exitCode: 2,
    meaning: "A file or directory given on the command line does not exist or cannot be read.",
    hint: "check the path; it is relative to the working directory",
  },
  NCF_USAGE: {
    exitCode: 2,
    meaning: "A command-line option or argument is invalid.",
    hint: "run the command with --help",
  },
  ...stackFileErrors,
  NCF_EMULATOR_INVALID: {
    exitCode: 2,
    meaning: "The emulator cannot start: its directory, an action's file or an option is invalid.",
    hint: "compare the options with the table in docs/emulator.md",
  },
  NCF_BUG: {
    exitCode: 70,
    meaning: "An internal error occurred.",
    hint: "report it with the message and the stack trace",
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code from the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;
