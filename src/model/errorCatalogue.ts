/** What every error code means. `docs/errors.md` is made from this table. */
export interface ErrorEntry {
  /** The process's exit code: 1 the action failed, 2 the input is wrong, 3 refused, 4 not sent, 5 unknown, 6 engine or state, 70 a bug of ours. */
  readonly exitCode: 1 | 2 | 3 | 4 | 5 | 6 | 70;
  /** What it means, one sentence. */
  readonly meaning: string;
  /** What to do, when the place that reports it knows nothing better. */
  readonly hint: string;
}

/** The one catalogue of error codes. */
export const errorCatalogue = {
  NCF_INPUT_INVALID: {
    exitCode: 2,
    meaning: "An input is missing, has the wrong type, or is not known.",
    hint: "compare it with the table of inputs in the README",
  },
  NCF_NAME_INVALID: {
    exitCode: 2,
    meaning: "A package's or action's name breaks the API's rule for names.",
    hint: "write 1 to 50 of A-Z a-z 0-9 - _, not starting with -",
  },
  NCF_ADDRESS_INVALID: {
    exitCode: 2,
    meaning: "Site, region, API version, platform and endpoint do not make an address that exists.",
    hint: "leave them out to call the public cloud in Korea",
  },
  NCF_PARAMS_NOT_JSON: {
    exitCode: 2,
    meaning:
      "The params are not a JSON object: another type, a cycle, a function, or a number that JSON cannot carry.",
    hint: "give params as a plain object of JSON values",
  },
  NCF_PARAMS_TOO_LARGE: {
    exitCode: 2,
    meaning: "The params are larger than the 1 MiB that Cloud Functions takes.",
    hint: "put the data into Object Storage and give the action its address",
  },
  NCF_PARAMS_INVALID: {
    exitCode: 2,
    meaning: "The params break their schema. Nothing was sent.",
    hint: "correct the params at the pointer, or the schema",
  },
  NCF_SCHEMA_INVALID: {
    exitCode: 2,
    meaning: "A schema cannot be used: it does not compile, has a remote $ref, or is of an unknown draft.",
    hint: "use JSON Schema draft-07 or 2020-12, with references inside the schema or to a file beside it",
  },
  NCF_RESULT_INVALID: {
    exitCode: 1,
    meaning:
      "The action ran and succeeded, but its result breaks the result schema. It is not called again by itself.",
    hint: "correct the action or resultSchema; a change of triggers calls the action again",
  },
  NCF_CREDENTIALS_MISSING: {
    exitCode: 2,
    meaning: "No access key and secret key were found in any of the places looked at.",
    hint: "set NCLOUD_ACCESS_KEY and NCLOUD_SECRET_KEY",
  },
  NCF_CREDENTIALS_INVALID: {
    exitCode: 2,
    meaning: "Credentials were found but cannot be used: one half is missing, empty, or holds a line break.",
    hint: "copy the key again, without white space around it",
  },
  NCF_ACTION_FAILED: {
    exitCode: 1,
    meaning: "The action ran and failed.",
    hint: "look at the action's error and logs; the next up calls it again",
  },
  NCF_REJECTED: {
    exitCode: 3,
    meaning: "The API refused the call. The action did not run.",
    hint: "look at the API's own code and message",
  },
  NCF_CLOCK_OFF: {
    exitCode: 3,
    meaning: "The API refused the call because this machine's clock is 5 minutes or more away from its own.",
    hint: "set this machine's clock",
  },
  NCF_NOT_SENT: {
    exitCode: 4,
    meaning: "No byte of the request left this machine. The action did not run.",
    hint: "look at the network, the endpoint and the proxy; the next up tries again",
  },
  NCF_JOURNAL_UNWRITABLE: {
    exitCode: 4,
    meaning:
      "The journal, which must hold a call before it is made, cannot be written or read. No call is made without it.",
    hint: "make its folder writable and free some space, or name another file in NCF_JOURNAL; with NCF_JOURNAL=off there is none, and after a crash a call may be made twice",
  },
  NCF_PENDING: {
    exitCode: 5,
    meaning: "The action was accepted and had not ended when the wait was over. Its activation id is kept.",
    hint: "run up again: it goes on waiting and does not call the action again; raise waitFor to wait longer",
  },
  NCF_OUTCOME_UNKNOWN: {
    exitCode: 5,
    meaning:
      "The request may have reached Cloud Functions, and nobody can tell from here whether the action ran.",
    hint: "look with ncf resolve NAME, or at the action's activations in the console; then settle it with ncf resolve NAME --ran ACTIVATION-ID or --did-not-run, or in the stack with onUnknown: adopt or reinvoke; up alone only looks once more and does not post (only with NCF_JOURNAL=off it calls again)",
  },
  NCF_RESOLVE_REFUSED: {
    exitCode: 3,
    meaning:
      "What resolve was told of a call does not fit what the journal or the API says of it, or cannot be known yet. The journal stays as it was.",
    hint: "run resolve with the name alone: it shows the call and the activations that may be its run",
  },
  NCF_IMPORT_FAILED: {
    exitCode: 2,
    meaning: "The activation that was to be imported cannot be read.",
    hint: "give import as package/action/activationId, with - for an action outside any package; records are kept for one month",
  },
  NCF_ACTIVATION_UNREADABLE: {
    exitCode: 2,
    meaning:
      "The record of a run cannot be read: it does not exist, the run has not ended, the record has expired, or the API refuses to show it.",
    hint: "compare the id with the activations in the console; records are kept for one month",
  },
  NCF_STATE_INVALID: {
    exitCode: 6,
    meaning:
      "The stack's state holds a resource that this version cannot read: a newer version wrote it, or it was edited.",
    hint: "restore the state from a backup; or take the resource out of the state with pulumi state delete URN: the next up then uses the call that the journal has, and calls only where there is none",
  },
  NCF_ENGINE_MISSING: {
    exitCode: 6,
    meaning: "There is no Pulumi engine that is new enough, and none of the ways to get one worked.",
    hint: "install Pulumi 3.218 or later and put it on PATH, or install Go 1.25.11 or later",
  },
  NCF_ENGINE_FAILED: {
    exitCode: 6,
    meaning: "The Pulumi engine stopped for a reason that is not the action's.",
    hint: "look at the engine's own message above",
  },
  NCF_STACK_MISSING: {
    exitCode: 6,
    meaning: "There is no such stack in the backend.",
    hint: "look at --stack and --backend; the first up makes the stack",
  },
  NCF_STACK_LOCKED: {
    exitCode: 6,
    meaning: "Another run works on the stack, or one was killed and left its lock.",
    hint: "wait for the other run; when there is none, remove its lock with cancel",
  },
  NCF_PASSPHRASE: {
    exitCode: 2,
    meaning: "The passphrase that the stack's secrets are encrypted with is missing or wrong.",
    hint: "set PULUMI_CONFIG_PASSPHRASE, or PULUMI_CONFIG_PASSPHRASE_FILE to a file that holds it",
  },
  NCF_PLAN_MOVED: {
    exitCode: 3,
    meaning: "What up would do is not what the plan says: inputs or state have moved since.",
    hint: "run preview --plan again and look at what has changed",
  },
  NCF_FILE_MISSING: {
    exitCode: 2,
    meaning: "A file or folder that was named on the command line is not there or cannot be read.",
    hint: "look at the path; it is relative to the working directory",
  },
  NCF_USAGE: {
    exitCode: 2,
    meaning: "An option or argument of the command line cannot be used as it stands.",
    hint: "see --help of the command",
  },
  NCF_STACK_SYNTAX: {
    exitCode: 2,
    meaning: "The stack file is not one YAML document that can be read.",
    hint: "correct the YAML at the place shown",
  },
  NCF_STACK_KEY_UNKNOWN: {
    exitCode: 2,
    meaning: "The stack file holds a key that has no meaning where it stands.",
    hint: "compare it with docs/stack-file.md",
  },
  NCF_STACK_KEY_MISSING: {
    exitCode: 2,
    meaning: "A key that is needed is missing in the stack file.",
    hint: "add the key",
  },
  NCF_STACK_KEY_DUPLICATE: {
    exitCode: 2,
    meaning: "The same key stands twice in one mapping of the stack file.",
    hint: "keep one of the two",
  },
  NCF_STACK_TYPE: {
    exitCode: 2,
    meaning: "A value in the stack file has the wrong type.",
    hint: "write a value of the type named",
  },
  NCF_STACK_NAME_INVALID: {
    exitCode: 2,
    meaning: "A name that the stack file declares breaks the rule for names.",
    hint: "write letters, digits, _ and -, beginning with a letter or _",
  },
  NCF_STACK_NAME_DUPLICATE: {
    exitCode: 2,
    meaning:
      "Two declarations of the stack file have the same name; config, variables and resources share one set of names.",
    hint: "rename one of the two",
  },
  NCF_STACK_UNSUPPORTED: {
    exitCode: 2,
    meaning: "The stack file uses a part of Pulumi YAML that stack files leave out.",
    hint: "see what is left out, and why, in docs/stack-file.md",
  },
  NCF_STACK_EXPRESSION: {
    exitCode: 2,
    meaning: "An expression ${…} of the stack file cannot be read.",
    hint: 'write ${name}, ${name.key}, ${name[0]} or ${name["key"]}; write $${ for the characters ${ themselves',
  },
  NCF_STACK_FUNCTION: {
    exitCode: 2,
    meaning: "A function fn::… of the stack file is unknown or cannot work with its argument.",
    hint: "compare it with the functions in docs/stack-file.md",
  },
  NCF_STACK_REFERENCE_UNKNOWN: {
    exitCode: 2,
    meaning: "An expression of the stack file names something that is not declared.",
    hint: "declare it under config, variables or resources",
  },
  NCF_STACK_PATH_IMPOSSIBLE: {
    exitCode: 2,
    meaning: "An expression of the stack file asks for a part that the value cannot have.",
    hint: "ask for a part that is there",
  },
  NCF_STACK_CYCLE: {
    exitCode: 2,
    meaning: "Declarations of the stack file need each other in a ring, so none can come first.",
    hint: "take one of the references out of the ring",
  },
  NCF_STACK_EACH_INVALID: {
    exitCode: 2,
    meaning: "The list or map of `each` is not known before the run, or cannot be used.",
    hint: "use a list or map made of config, variables and literals",
  },
  NCF_STACK_CONFIG_INVALID: {
    exitCode: 2,
    meaning: "A config value of the stack is missing, not declared, or not of the declared type.",
    hint: "give it with --config NAME=VALUE, or add a default to the stack file",
  },
  NCF_EMULATOR_INVALID: {
    exitCode: 2,
    meaning: "The emulator cannot start: its folder, an action's file or an option is wrong.",
    hint: "compare the options with the table in docs/emulator.md",
  },
  NCF_BUG: {
    exitCode: 70,
    meaning: "Something happened that should not be possible.",
    hint: "please report it with the message and the stack",
  },
} as const satisfies Record<string, ErrorEntry>;

/** A code out of the catalogue. */
export type ErrorCode = keyof typeof errorCatalogue;
