import type { NcfError } from "../diagnostics/ncfError.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import type { InvocationState } from "./state.ts";

/**
 * The life of an invocation as a resource, over plain data: no wire form of secrets, no provider host. Inputs may hold
 * values that are not known yet in `check` and `diff`, and nowhere else.
 */
export interface Lifecycle {
  /** Everything that is wrong with the inputs. Touches no network. */
  readonly check: (news: JsonObject) => readonly Issue[];
  /** Whether an update has something to do. Touches no network. */
  readonly diff: (olds: JsonObject, news: JsonObject) => boolean;
  /** Calls the action, or adopts the activation that the inputs name. @throws NcfError when there is nothing to keep */
  readonly create: (news: JsonObject) => Promise<StepResult>;
  /** Makes the next generation, goes on following a pending one, or keeps what is there. @throws NcfError when the old state stays */
  readonly update: (olds: JsonObject, news: JsonObject) => Promise<StepResult>;
  /** Reads the activation again. Gives the old state where its record cannot be seen. */
  readonly read: (id: string, olds: JsonObject) => Promise<InvocationState>;
  /** Undoes nothing: what ran has run. Releases the resource's keys, so that the next one of its name is called. */
  readonly delete: (olds: JsonObject) => Promise<void>;
}

/** What an engine is to keep of a step. */
export interface StepResult {
  readonly state: InvocationState;
  /** Why the step failed although there is something to keep: the action failed, has not ended, or its result breaks its schema. */
  readonly error?: NcfError;
}
