import * as pulumi from "@pulumi/pulumi";
import messages from "@pulumi/pulumi/proto/engine_pb.js";
import { eventText } from "../../invocation/events.ts";
import { generationKey, type ResourceKey } from "../../model/resourceKey.ts";
import { nodeProcessTable } from "../../ports/nodeProcesses.ts";
import { nodePorts } from "../../ports/nodePorts.ts";
import { readSettings, type Settings } from "../../resource/settings.ts";
import { createRuntime, type Runtime } from "../../runtime.ts";
import { engineOperation, isTeardown } from "./engineOperation.ts";
import type { DefinedHook } from "./hookCall.ts";
import type { HookStepName } from "./hookKey.ts";

/** Severity of a message in the engine's log. */
export type Severity = "info" | "warning";

/** Run of the program, shared by all of its hooks. */
export interface ProgramRun {
  readonly settings: Settings;
  readonly isPreview: boolean;
  /** `true` when the run only refreshes or deletes, so that no hook is due for its resources. */
  readonly isTeardown: boolean;
  /** Names of the hooks that were defined. */
  readonly names: Set<string>;
  /** Steps of hooks that ran, by {@link stepId}; `true` when the step succeeded. */
  readonly ran: Map<string, boolean>;
  /** Hooks that a resource runs at one moment, in order, by `boundId`. */
  readonly bound: Map<string, readonly DefinedHook[]>;
  /** Writes to the engine's log, for a resource. */
  readonly log: (severity: Severity, text: string, urn?: string) => void;
  /** Returns the runtime of this run, opened at its first use. */
  readonly runtime: () => Runtime;
  /** Runs work that uses the runtime. The runtime is closed some time after the last work. */
  readonly during: <T>(work: () => Promise<T>) => Promise<T>;
  /** Assigns events about a key to a resource in the log. */
  readonly announce: (key: ResourceKey, urn: string) => void;
  /** Runs work once per run: adding the transformation of the stack. */
  readonly once: (work: () => void) => void;
}

/** Returns the id of a hook's step within a run. */
export function stepId({ urn, hook, moment }: HookStepName): string {
  return JSON.stringify([urn, hook, moment]);
}

const idleMs = 2000;
const runs = new WeakMap<object, ProgramRun>();
/** Placeholder for a missing stack, as in a test with mocks. */
const noStack = {};

/** Returns the current run of the program. Under the Automation API a process has several runs. */
export function currentRun(): ProgramRun {
  const stack = pulumi.runtime.getStackResource() ?? noStack;
  const run = runs.get(stack) ?? createRun();
  runs.set(stack, run);
  return run;
}

function createRun(): ProgramRun {
  const config = pulumi.runtime.allConfig();
  const settings = readSettings((key) => config[key], nodePorts().env);
  const log = engineWriter();
  const urns = new Map<string, string>();
  const nameOf = (key: ResourceKey): string => generationKey({ ...key, generation: 1 });
  let isDone = false;
  let runtime: Runtime | undefined;
  let inFlight = 0;

  function open(): Runtime {
    return createRuntime({
      settings,
      onEvent: (event) => {
        const text = eventText(event);
        if (text !== undefined) log("info", text, urns.get(nameOf(event.key)));
      },
    });
  }

  function closeIfIdle(): void {
    if (inFlight > 0) return;
    void runtime?.close();
    runtime = undefined;
  }

  return {
    settings,
    isPreview: pulumi.runtime.isDryRun(),
    isTeardown: isTeardown(engineOperation(nodeProcessTable())),
    names: new Set(),
    ran: new Map(),
    bound: new Map(),
    log,
    runtime: () => (runtime ??= open()),
    during: async (work) => {
      inFlight += 1;
      try {
        return await work();
      } finally {
        inFlight -= 1;
        // A program does not know when it is finished: hooks for deletions run after its last line.
        setTimeout(closeIfIdle, idleMs).unref();
      }
    },
    announce: (key, urn) => urns.set(nameOf(key), urn),
    once: (work) => {
      if (isDone) return;
      isDone = true;
      work();
    },
  };
}

/**
 * Returns a writer to the engine's log. `pulumi.log` would wait until the resource is registered,
 * but its hooks run before that.
 */
function engineWriter(): ProgramRun["log"] {
  const engine = pulumi.runtime.getEngine();
  const { INFO, WARNING } = messages.LogSeverity;
  return (severity, text, urn = "") => {
    const request = new messages.LogRequest()
      .setSeverity(severity === "info" ? INFO : WARNING)
      .setMessage(text)
      .setUrn(urn);
    engine?.log(request, () => {});
  };
}
