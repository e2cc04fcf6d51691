import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import type { Issue } from "../model/issue.ts";
import { type ResourceKey, resourceKeyOfUrn } from "../model/resourceKey.ts";
import type { StepReason } from "../model/stepReason.ts";
import type { ValueObject } from "../model/value.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import type { Ports } from "../ports/ports.ts";
import type { Runtime } from "../runtime.ts";
import { engineLog, type EngineLog } from "./engineLog.ts";
import type { ProviderOptions, ServedProvider } from "./grpcProvider.ts";
import type { ServedDiff } from "./servedResource.ts";
import { type ProviderSettings, readConfig, readProviderSettings } from "./providerSettings.ts";

/** Failure of one resource. */
export interface ProviderFailure {
  /** Name of the resource in its stack. */
  readonly name: string;
  readonly key: ResourceKey;
  readonly error: NcfError;
}

/** Provider with its settings and runtime. */
export interface ConfiguredProvider extends ProviderSettings {
  readonly runtime: Runtime;
  /** Project and stack of the provider, if the engine passes them. */
  readonly stack?: Pick<ResourceKey, "project" | "stack">;
}

/** Step of a resource that is about to be done, with its reasons. */
export interface PlannedStep {
  readonly key: ResourceKey;
  /** `create` only in a preview. */
  readonly kind: "create" | "same" | ServedDiff["kind"];
  readonly reasons: readonly StepReason[];
}

/** State that the requests of one engine share. */
export interface ProviderSession extends ServedProvider {
  readonly env: Ports["env"];
  /** Takes over the address of the engine, whose log gets the events. */
  readonly attach: (engineAddress: string) => void;
  /**
   * Starts a new runtime with the inputs of the provider. Steps in flight keep their runtime.
   * @param urn - URN of the provider, if the engine passes it.
   */
  readonly configure: (inputs: ValueObject, urn?: string) => void;
  readonly configured: () => Promise<ConfiguredProvider>;
  /** Remembers the URN of a resource for messages about it. */
  readonly announce: (key: ResourceKey, urn: string) => void;
  /** Tells what will be done with a resource. @throws what the receiver refuses it with */
  readonly notePlan: (planned: PlannedStep) => void;
  readonly noteError: (key: ResourceKey, error: unknown) => void;
  /** Shows an error that the engine is not told because it would store it. Where events have a receiver, {@link ServedProvider.failures} is enough. */
  readonly showError: (key: ResourceKey, error: NcfError) => Promise<void>;
  readonly noteIssues: (key: ResourceKey, issues: readonly Issue[]) => void;
}

/** Creates the session of a provider. Loads the code of the runtime with the first configuration. */
export function createProviderSession(options: ProviderOptions): ProviderSession {
  const { env = nodePorts().env } = options;
  const failures: ProviderFailure[] = [];
  const started: Promise<ConfiguredProvider>[] = [];
  const log: EngineLog = engineLog();
  let current: Promise<ConfiguredProvider> | undefined;

  async function start(inputs: ValueObject, urn = ""): Promise<ConfiguredProvider> {
    const { project, stack } = resourceKeyOfUrn(urn) ?? {};
    const place = project === undefined || stack === undefined ? {} : { stack: { project, stack } };
    const provider = {
      ...readProviderSettings({ ...readConfig(inputs), ...options.settings }, env),
      ...place,
    };
    const createRuntime = options.createRuntime ?? (await import("../runtime.ts")).createRuntime;
    const onEvent = options.onEvent ?? log.onEvent;
    return {
      ...provider,
      runtime: await createRuntime({ settings: provider.settings, onEvent, onTracingProblem: log.write }),
    };
  }

  function configure(inputs: ValueObject, urn?: string): Promise<ConfiguredProvider> {
    const next = start(inputs, urn);
    // The step that uses it receives the error.
    next.catch(() => {});
    started.push(next);
    current = next;
    return next;
  }

  async function each(use: (runtime: Runtime) => unknown): Promise<void> {
    const ended = await Promise.allSettled(started);
    await Promise.all(ended.map((one) => (one.status === "fulfilled" ? use(one.value.runtime) : undefined)));
  }

  return {
    failures,
    env,
    attach: log.connect,
    configure: (inputs, urn) => void configure(inputs, urn),
    configured: () => current ?? configure({}),
    announce: log.announce,
    notePlan: (planned) => options.onPlanned?.(planned),
    noteError: (key, error) => {
      if (NcfError.is(error)) failures.push({ name: key.name, key, error });
    },
    showError: async (key, error) => {
      if (options.onEvent === undefined) await log.showError(key, error.message);
    },
    noteIssues: (key, issues) => {
      for (const issue of issues) failures.push({ name: key.name, key, error: issueError(issue) });
    },
    stop: () => void each((runtime) => runtime.stop()),
    close: async () => {
      await each((runtime) => runtime.close());
      log.close();
    },
  };
}
