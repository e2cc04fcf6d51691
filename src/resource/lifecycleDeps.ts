import type { CallDeps } from "../invocation/callOnce.ts";
import type { InvocationEvent } from "../invocation/events.ts";
import type { Journal } from "../journal/journal.ts";
import type { JsonObject } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { Clock } from "../ports/ports.ts";
import type { Processes } from "../ports/processes.ts";
import type { Settings } from "./settings.ts";

/** Dependencies of a lifecycle. */
export interface LifecycleDeps {
  readonly clock: Clock;
  readonly settings: Pick<Settings, "address" | "issues">;
  /** Returns the client, created at its first use. @throws NcfError when there are no credentials */
  readonly functions: () => CallDeps["functions"];
  /** Returns the secrets to redact in addition to those of the inputs: the secret key. */
  readonly secrets: () => readonly string[];
  /** Returns the journal of a resource's stack. @throws NcfError when it cannot be used */
  readonly journal: (key: ResourceKey) => Promise<Journal>;
  /**
   * Returns the options with which `ncf resolve` finds that journal, from `journalOptions`;
   * `undefined` when none is kept.
   */
  readonly journalOptions: (key: ResourceKey) => readonly string[] | undefined;
  readonly processes: () => Processes;
  /** Returns the hash of params with the key of the credentials, from `hashParams`. */
  readonly hashParams: (params: JsonObject) => string;
  readonly onEvent?: ((event: InvocationEvent) => void) | undefined;
  /** Returns the W3C `traceparent` of the call of a resource that is in progress, where calls are traced. */
  readonly traceparentOf?: ((key: ResourceKey) => Promise<string | undefined>) | undefined;
  /** Aborts the waits before a call. */
  readonly stop?: AbortSignal | undefined;
}
