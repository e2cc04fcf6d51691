import { setMaxListeners } from "node:events";
import { type CheckLifecycle, createCheckLifecycle } from "./check/createCheckLifecycle.ts";
import { CloudFunctions } from "./client/cloudFunctions.ts";
import { type ProxySettings, proxySettings } from "./client/proxySettings.ts";
import type { Transport } from "./client/transport.ts";
import type { CallDeps } from "./invocation/callOnce.ts";
import type { InvocationEvent } from "./invocation/events.ts";
import { hashParams } from "./journal/hashParams.ts";
import type { Journal } from "./journal/journal.ts";
import { journalLocation, journalOptions } from "./journal/journalLocation.ts";
import { openJournalAt } from "./journal/openJournalAt.ts";
import type { JsonObject } from "./model/json.ts";
import type { ResourceKey } from "./model/resourceKey.ts";
import { nodeJournalFiles } from "./ports/nodeJournalFiles.ts";
import { nodePorts } from "./ports/nodePorts.ts";
import { nodeProcesses } from "./ports/nodeProcesses.ts";
import { nodeSharedFiles } from "./ports/nodeSharedFiles.ts";
import type { Ports } from "./ports/ports.ts";
import type { Processes } from "./ports/processes.ts";
import { createLifecycle } from "./resource/createLifecycle.ts";
import { type DueSteps, dueSteps } from "./resource/dueSteps.ts";
import { readActivation, type ReadActivationInputs } from "./resource/readActivation.ts";
import type { Settings } from "./resource/settings.ts";
import type { InvocationLifecycle } from "./resource/steps.ts";
import { type Credentials, findCredentials } from "./signing/credentials.ts";
import { openTracing, type Tracing } from "./tracing/openTracing.ts";

/** Options of {@link createRuntime}. */
export interface RuntimeOptions {
  /** @default the ports of this process */
  readonly ports?: Ports;
  /** Settings of the stack's config. */
  readonly settings: Settings;
  /** Organization of the stack. @default unknown: calls of every organization count */
  readonly organization?: string;
  readonly onEvent?: (event: InvocationEvent) => void;
  /** Traces that the caller opened and closes. @default opened as the environment says, and exported after each step */
  readonly tracing?: Tracing | undefined;
  /** Receives why there are no traces. */
  readonly onTracingProblem?: (text: string) => void;
}

/** Client, journal and lifecycles of one process, shared by all of its resources. */
export interface Runtime {
  readonly lifecycle: InvocationLifecycle;
  readonly checks: CheckLifecycle;
  /** Steps that a key identifies, for resources that must remember failures without a state. */
  readonly steps: DueSteps;
  /**
   * Reads the record of a finished run: the function `getActivation`. @throws NcfError when there
   * is no readable record
   */
  readonly readActivation: (given: ReadActivationInputs) => Promise<JsonObject>;
  /**
   * Starts no further calls: a waiting call ends as not sent. Calls in flight finish and are
   * recorded in the journal. Checks end immediately.
   */
  readonly stop: () => void;
  /**
   * Ends checks. Resolves when no step is in progress and the journals and the client's connections
   * are closed.
   */
  readonly close: () => Promise<void>;
}

/**
 * Composes client, journals and lifecycle. Reads no file and opens no connection before the first
 * step needs it.
 */
export function createRuntime({
  ports = nodePorts(),
  settings,
  organization,
  onEvent,
  tracing: given,
  onTracingProblem,
}: RuntimeOptions): Runtime {
  // The engine ends the process of a provider without a word, so that nothing may wait for the end.
  const ownTracing = given === undefined ? openTracing({ ...ports, onProblem: onTracingProblem }) : undefined;
  const tracing = given ?? ownTracing;
  const stop = new AbortController();
  // Each waiting call adds a listener; Node would warn about a leak at the eleventh.
  setMaxListeners(0, stop.signal);
  // `close` ends checks too: a check makes call after call, and none of them is recorded.
  const stopChecks = new AbortController();
  setMaxListeners(0, stopChecks.signal);
  const credentials = once(() => findCredentials({ ...ports, ...settings }));
  const processes = once(nodeProcesses);
  const client = once(
    () =>
      new CloudFunctions({
        ...ports,
        credentials: credentials.get(),
        limits: settings.callLimits,
        // Read early: the check reports invalid settings before a call.
        transport: lazyTransport(proxySettings(ports.env)),
      }),
  );
  const journals = openJournals({ ports, organization }, processes.get);
  const secrets = (): readonly string[] => {
    const known: Credentials | undefined = credentials.peek();
    return known === undefined ? [] : [known.secretKey.reveal()];
  };
  const shared = {
    clock: ports.clock,
    settings,
    functions: (): CallDeps["functions"] => client.get(),
    secrets,
    onEvent: tracing === undefined ? onEvent : both(onEvent, tracing.onEvent),
  };
  const checks = createCheckLifecycle({ ...shared, stop: stopChecks.signal });
  const lifecycle = createLifecycle({
    ...shared,
    stop: stop.signal,
    journal: journals.of,
    journalOptions: ({ project, stack }) => journalOptions({ project, stack }, ports),
    processes: processes.get,
    hashParams: (params) => hashParams(params, credentials.get().secretKey),
    traceparentOf: tracing?.traceparentOf,
  });

  const due = dueSteps({ journal: journals.of, address: settings.address });
  let closed: Promise<void> | undefined;
  const steps = new Set<Promise<unknown>>();
  /** Adds a step to those that `close` waits for. */
  function tracked<Args extends readonly unknown[], T>(
    step: (...args: Args) => Promise<T>,
  ): (...args: Args) => Promise<T> {
    return async (...args) => {
      const running = step(...args);
      steps.add(running);
      try {
        return await running;
      } finally {
        await ownTracing?.flush();
        steps.delete(running);
      }
    };
  }

  return {
    lifecycle: {
      check: lifecycle.check,
      diff: lifecycle.diff,
      create: tracked(lifecycle.create),
      update: tracked(lifecycle.update),
      read: tracked(lifecycle.read),
      readById: tracked(lifecycle.readById),
      recordPending: tracked(lifecycle.recordPending),
      delete: tracked(lifecycle.delete),
      callByKey: tracked(lifecycle.callByKey),
    },
    checks: {
      check: checks.check,
      diff: checks.diff,
      create: tracked(checks.create),
      update: tracked(checks.update),
    },
    steps: {
      statusOf: tracked(due.statusOf),
      isDone: tracked(due.isDone),
      note: tracked(due.note),
      forget: tracked(due.forget),
    },
    readActivation: tracked((request) =>
      readActivation(request, { defaults: settings.address, functions: client.get, secrets }),
    ),
    stop: () => {
      stop.abort(interrupted);
      stopChecks.abort(interrupted);
    },
    close: () => (closed ??= close()),
  };

  async function close(): Promise<void> {
    stopChecks.abort(interrupted);
    while (steps.size > 0) await Promise.allSettled(steps);
    await journals.close();
    await client.peek()?.close();
    await ownTracing?.close();
  }
}

const interrupted = new Error("interrupted");

function both(
  one: ((event: InvocationEvent) => void) | undefined,
  other: (event: InvocationEvent) => void,
): (event: InvocationEvent) => void {
  return (event) => {
    one?.(event);
    other(event);
  };
}

/**
 * Returns a transport that is loaded with its first request: a preview, or an up without changes,
 * sends none.
 */
function lazyTransport(proxy: ProxySettings | undefined): Transport {
  let opened: Promise<Transport> | undefined;
  async function open(): Promise<Transport> {
    const { undiciTransport } = await import("./client/undiciTransport.ts");
    return undiciTransport(proxy);
  }
  return {
    send: async (request, limits, signal) => (await (opened ??= open())).send(request, limits, signal),
    close: async () => (await opened)?.close(),
  };
}

interface Once<T> {
  /** Returns the value, created at the first successful use. */
  readonly get: () => T;
  /** Returns the value if it was created. */
  readonly peek: () => T | undefined;
}

function once<T extends object>(make: () => T): Once<T> {
  let value: T | undefined;
  return { get: () => (value ??= make()), peek: () => value };
}

interface Journals {
  /**
   * Returns the journal of a resource's stack, opened at its first use. @throws NcfError when it
   * cannot be used
   */
  readonly of: (key: ResourceKey) => Promise<Journal>;
  readonly close: () => Promise<void>;
}

function openJournals(
  { ports, organization }: { readonly ports: Ports; readonly organization: string | undefined },
  processes: () => Processes,
): Journals {
  const opened = new Map<string, Promise<Journal>>();

  async function open(project: string, stack: string): Promise<Journal> {
    const owner = { project, stack, ...(organization === undefined ? {} : { organization }) };
    return openJournalAt(journalLocation(owner, ports), {
      ...ports,
      files: nodeJournalFiles,
      sharedFiles: nodeSharedFiles,
      self: processes().self,
    });
  }

  return {
    of: ({ project, stack }) => {
      const name = JSON.stringify([project, stack]);
      const journal = opened.get(name) ?? open(project, stack);
      opened.set(name, journal);
      return journal;
    },
    async close() {
      const ended = await Promise.allSettled(opened.values());
      opened.clear();
      await Promise.all(
        ended.map(async (one) => (one.status === "fulfilled" ? one.value.close() : undefined)),
      );
    },
  };
}
