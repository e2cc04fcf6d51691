import { anyObject, count, type Fields, flag, list, object, oneOf, optional, text } from "./field.ts";
import {
  at,
  name,
  type,
  action,
  activationId,
  attempt,
  generation,
  durationMs,
  project,
  stack,
  codes,
  range,
  destinations,
  stepFields,
  invocationFields,
  lifecycleCall,
  countFields,
} from "./eventFields.ts";

/** Version of the JSON events. It grows when a field or a kind is removed or changes its meaning, and not when one is added. */
export const eventFormat = 1;

/** One kind of event. */
export interface EventDefinition {
  /** Subject of the event. */
  readonly description: string;
  readonly fields: Fields;
}

/** All events that `ncf --json` writes, by kind. Their types and their JSON Schema are derived from this. */
export const eventDefinitions = {
  begin: {
    description: "A run begins. The first line of `up`, `refresh` and `destroy` that have passed all checks.",
    fields: {
      at,
      format: count(`Version of this format: ${eventFormat}.`),
      command: oneOf(["up", "preview", "refresh", "destroy"], "Command that runs."),
      project,
      stack,
      destinations,
    },
  },
  preview: {
    description: "What `up` would do. The only line of `preview`.",
    fields: {
      at,
      format: count(`Version of this format: ${eventFormat}.`),
      project,
      stack,
      destinations,
      steps: list(
        anyObject("Step: `name`, `type`, `step`, `reasons`, `action`, `properties`, `params`, `after`, …"),
        "Steps, in the order in which they would start.",
      ),
      outputs: anyObject("Outputs of the stack, as far as they are known."),
    },
  },
  started: {
    description: "A step of a resource has started.",
    fields: {
      ...stepFields,
      isPending: optional(flag("Whether the last run left an activation pending, which is followed.")),
      calls: optional(lifecycleCall),
    },
  },
  succeeded: {
    description: "The step succeeded.",
    fields: {
      ...stepFields,
      durationMs,
      call: optional(
        object(
          {
            activationId,
            attempts: optional(
              count("Attempts of an invocation; more than 1 only where the earlier ones did not run."),
            ),
            generation: optional(generation),
            calls: optional(count("Calls of a check.")),
          },
          "Call of an invocation or a check.",
        ),
      ),
    },
  },
  unchanged: {
    description: "A resource needs no step.",
    fields: { at, name, type },
  },
  failed: {
    description: "The step failed. Its `error` comes at the end.",
    fields: { ...stepFields, durationMs },
  },
  waiting: {
    description: "A call waits for a slot or for the rate limit.",
    fields: { ...invocationFields, origin: text("Scheme, host and port of the API.") },
  },
  resuming: {
    description: "An earlier call that was traced is continued.",
    fields: { ...invocationFields, trace: text("W3C `traceparent` of the earlier call.") },
  },
  acquired: { description: "The call has its slot and may start.", fields: invocationFields },
  calling: {
    description: "The intent of a call is durable, and its first attempt is about to be sent.",
    fields: {
      ...invocationFields,
      generation,
      claim: text("ID of the intent in the journal."),
      untilAt: count("Until when the response to one attempt is waited for, epoch milliseconds."),
    },
  },
  posting: {
    description: "An attempt is signed and sent.",
    fields: { ...invocationFields, attempt },
  },
  posted: {
    description: "The response to an attempt has arrived, or none will.",
    fields: {
      ...invocationFields,
      attempt,
      status: optional(count("HTTP status, where a response arrived.")),
      requestId: optional(text("ID of the request at the gateway.")),
      delivery: optional(
        oneOf(
          ["notSent", "sentInPart", "sent", "responseStarted"],
          "How far the request got, where no complete response arrived.",
        ),
      ),
    },
  },
  recorded: {
    description: "The journal has the end of a call.",
    fields: {
      ...invocationFields,
      claim: text("ID of the intent in the journal."),
      end: oneOf(
        ["succeeded", "failed", "pending", "rejected", "notSent", "unknown", "released"],
        "How it ended.",
      ),
    },
  },
  retrying: {
    description: "An attempt provably did not run, and another one follows.",
    fields: {
      ...invocationFields,
      attempts: count("Attempts so far."),
      delayMs: count("Time until the next attempt, milliseconds."),
      reason: text("Why it did not run."),
    },
  },
  following: {
    description: "The activation outlived the wait of the gateway, and is polled.",
    fields: { ...invocationFields, activationId, untilAt: count("Until when, epoch milliseconds.") },
  },
  searching: {
    description: "The call may have run, and its activation is searched.",
    fields: { ...invocationFields, untilAt: count("Until when, epoch milliseconds.") },
  },
  waitingForOwner: {
    description: "Another process is making the call, and its end is awaited.",
    fields: {
      ...invocationFields,
      owner: object(
        {
          host: text("Machine of the process and, on Linux, its pid namespace."),
          pid: count("Process ID."),
          startedAt: text("String that another process with the same ID does not share."),
        },
        "That process.",
      ),
    },
  },
  reused: {
    description: "The result of an earlier call in the journal is used, and nothing is called.",
    fields: { ...invocationFields, generation, activationId: optional(activationId) },
  },
  checking: {
    description: "A call of a check has ended.",
    fields: {
      ...invocationFields,
      calls: count("Calls so far."),
      mostCalls: count("Most calls that the time of the check allows."),
      successes: count("Healthy calls in a row."),
      successesNeeded: count("Healthy calls in a row that the check needs."),
      reason: optional(text("Why the call was unhealthy, known secrets masked.")),
      isRepeated: flag("Whether the unhealthy call before it had the same reason."),
      untilAt: count("Deadline of the check, epoch milliseconds."),
    },
  },
  checked: {
    description: "A check is over.",
    fields: {
      ...invocationFields,
      isHealthy: flag("Whether it is healthy."),
      calls: count("Calls."),
      duration: count("Milliseconds."),
      activationId: optional(activationId),
    },
  },
  released: {
    description: "A deleted resource gave up its keys in the journal.",
    fields: { ...invocationFields, problem: optional(text("Why it could not.")) },
  },
  notCalled: {
    description: "Deleting a resource calls nothing, although it has an `onDelete`.",
    fields: { ...invocationFields, reason: text("Why.") },
  },
  waitingForLogs: {
    description: "The run has ended, and the API does not show its logs yet.",
    fields: {
      ...invocationFields,
      activationId,
      untilAt: count("Until when they are waited for, epoch milliseconds."),
    },
  },
  logs: {
    description: "Last lines of the logs of an activation, known secrets masked.",
    fields: {
      ...invocationFields,
      activationId,
      lines: list(text("Line."), "Lines."),
      omitted: count("Number of lines before them."),
      isInError: flag("Whether the error of the step has them too."),
    },
  },
  ended: {
    description: "The call is over.",
    fields: {
      ...invocationFields,
      outcome: oneOf(
        ["succeeded", "failed", "pending", "unreadable", "unknown", "notSent", "rejected"],
        "What is known of it.",
      ),
      attempts: count("Attempts."),
      generation,
      durationMs: optional(count("Duration of the run, milliseconds.")),
      activationId: optional(activationId),
      onDelete: optional(text("Action that deleting the resource calls.")),
      isDelete: optional(flag("Whether it was the call of `onDelete`.")),
    },
  },
  message: {
    description: "A message of the engine or of a plugin.",
    fields: {
      at,
      severity: oneOf(["error", "warning", "info"], "How important it is."),
      message: text("Text, without colors."),
      name: optional(name),
      type: optional(type),
    },
  },
  error: {
    description: "Why a resource, or the command, failed.",
    fields: {
      at,
      code: oneOf(codes, "Code of the error, as in docs/errors.md."),
      reason: text("Subject, what failed, and why."),
      details: optional(list(text("Line."), "Lines below the reason, such as logs.")),
      hint: text("What to do."),
      name: optional(name),
      file: optional(text("Stack file.")),
      line: optional(count("Line of the resource in it, from 1.")),
      column: optional(count("Column, from 1.")),
    },
  },
  mistake: {
    description: "A mistake in the stack file, found before the run or in it.",
    fields: {
      at,
      code: oneOf(codes, "Code of the mistake."),
      severity: optional(oneOf(["warning"], "Absent for a mistake.")),
      message: text("What is wrong."),
      hint: text("What to do."),
      file: text("Stack file, as it was named."),
      range,
      related: optional(
        list(object({ message: text("What is there."), range }, "Place."), "Related places."),
      ),
    },
  },
  summary: {
    description: "The command is over. The last line.",
    fields: {
      at,
      result: oneOf(["succeeded", "failed", "interrupted"], "How it ended."),
      locks: optional(count("Number of locks that `cancel` removed.")),
      project: optional(project),
      stack: optional(stack),
      durationMs: optional(count("Duration of the run, milliseconds.")),
      counts: optional(object(countFields, "Numbers of resources.")),
      outputs: optional(anyObject("Outputs of the stack.")),
      ran: optional(
        list(
          object({ name, action, onDelete: optional(text("Action that deleting it calls.")) }, "Call."),
          "After a failure: calls that ran, and are not undone.",
        ),
      ),
    },
  },
} as const satisfies Record<string, EventDefinition>;
