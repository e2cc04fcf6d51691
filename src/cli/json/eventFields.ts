import { errorCatalogue, type ErrorCode } from "../../model/errorCatalogue.ts";
import { anyJson, anyObject, count, object, optional, text } from "./field.ts";

/** Time of the event. */
export const at = count("When it happened, epoch milliseconds.");
/** Resource of the event. */
export const name = text("Name of the resource in the stack.");
/** Its type. */
export const type = text("Type of the resource, as a stack file writes it: `ncf:ActionInvocation`.");
const step = text("Pulumi's name of the step: `create`, `update`, `delete`, …");
/** Action that is called. */
export const action = text("Action as `PACKAGE/ACTION`, and `-/ACTION` outside any package.");
/** Activation. */
export const activationId = text("ID of the activation.");
/** Attempt. */
export const attempt = count("Number of the attempt, from 1.");
/** Generation of a resource. */
export const generation = count("Generation of the resource, from 1.");
/** Duration of a step. */
export const durationMs = optional(count("Duration of the step, milliseconds."));
/** Project. */
export const project = text("Name of the project.");
/** Stack. */
export const stack = text("Name of the stack, without an organization.");
/** Codes of the catalogue. */
export const codes = Object.keys(errorCatalogue) as ErrorCode[];
const position = object(
  {
    line: count("Line, from 1."),
    column: count("Column, from 1, in UTF-16 units."),
    offset: count("UTF-16 units from the start of the file."),
  },
  "Position in a file.",
);
/** Place in a file. */
export const range = object({ start: position, end: position }, "Place in the file.");
/** Fields of each event of a step. */
export const stepFields = { at, name, type, step };
/** Fields of each event of a call. */
export const invocationFields = { at, name, action };
/** Call of `onUpdate` or `onDelete`. */
export const lifecycleCall = object(
  { action, params: optional(anyJson("Its params, where it has params of its own.")) },
  "Action that `onUpdate` or `onDelete` calls.",
);

/** Numbers of resources at the end of a run. */
export const countFields = {
  called: count("Invocations whose action was called in this run, and did not fail."),
  reused: count(
    "Invocations that took over the result of an earlier call, from the journal or by its activation.",
  ),
  checked: count("Checks that are healthy."),
  changed: count(
    "Other resources that were created or updated, and invocations of which only the state changed.",
  ),
  unchanged: count("Resources that did not change."),
  removed: count("Resources that were removed."),
  failed: count("Resources that failed."),
  notReached: count("Resources that the run did not come to."),
  unknown: count("Resources whose step had not ended when the run was stopped."),
} as const;
/** Addresses and account. */
export const destinations = anyObject(
  "Where calls go: `places`, each a `destination` and `names`; `account`.",
);
