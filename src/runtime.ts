import type { InvocationEvent } from "./invocation/events.ts";
import type { Ports } from "./ports/ports.ts";
import type { Settings } from "./resource/settings.ts";
import type { InvocationLifecycle } from "./resource/steps.ts";

/** What {@link createRuntime} is given. */
export interface RuntimeOptions {
  /** @default the ports of this process */
  readonly ports?: Ports;
  /** What the stack's config says. */
  readonly settings: Settings;
  readonly onEvent?: (event: InvocationEvent) => void;
}

/** Client, journal and lifecycle of one process, composed once and shared by all of its resources. */
export interface Runtime {
  readonly lifecycle: InvocationLifecycle;
  /** Starts no further calls. Calls in flight run to their end and are recorded in the journal. */
  readonly stop: () => void;
  /** Resolves when no step is under way any more and the journal is closed. */
  readonly close: () => Promise<void>;
}
