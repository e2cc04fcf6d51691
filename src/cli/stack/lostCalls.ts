import type { PendingOperation } from "../../engine/pendingOperations.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import { organizationOf } from "../../engine/workspace.ts";
import type { JsonObject } from "../../model/json.ts";
import { withJournal } from "../openTerminalJournal.ts";
import type { Terminal } from "../terminal.ts";
import type { PreparedStack } from "./prepareStack.ts";

/** Config of this package, by name without its prefix; secrets in clear. */
type Config = Readonly<Record<string, string>>;

/** Options of {@link createLostCalls}. */
export interface LostCallsOptions {
  readonly terminal: Terminal;
  readonly prepared: PreparedStack;
  readonly onEvent: (event: StackEvent) => void;
}

/** Calls of runs that ended, of which the state knows and the journal does not. */
export interface LostCalls {
  /** Asks the journal, so that {@link find} has less to wait for. */
  readonly ask: () => void;
  /** Finds them in the state, before an operation saves it. Costs nothing where the journal knows the stack. */
  readonly find: () => Promise<void>;
  /** Records in the journal those that were found, once, while the stack is locked. @param config - Config of this run */
  readonly record: (config: Config) => Promise<void>;
}

const addressKeys = ["site", "region", "apiVersion", "platform", "endpoint"] as const;

/** Creates the search for calls that only the state knows of, for one operation on a stack. */
export function createLostCalls({ terminal, prepared, onEvent }: LostCallsOptions): LostCalls {
  const { workspace, journal, checked, stackName, env } = prepared;
  let isKnown: Promise<boolean> | undefined;
  let found: readonly PendingOperation[] = [];
  let recorded: Promise<void> | undefined;

  const knowsStack = (): Promise<boolean> => {
    isKnown ??= askJournal();
    isKnown.catch(() => {});
    return isKnown;
  };

  async function askJournal(): Promise<boolean> {
    // Without a journal nothing can be recorded. Objects beside the state are lost with it.
    const isLostWithState = journal.kind === "bucket" && env["NCF_JOURNAL"] === undefined;
    if (journal.kind === "off" || isLostWithState || !prepared.mayHavePending()) return true;
    return withJournal(journal, terminal, env, (opened) =>
      opened.knowsStack({ project: checked.file.name, stack: stackName }),
    );
  }

  async function recordAll(config: Config): Promise<void> {
    const { createRuntime } = await import("../../runtime.ts");
    const { readConfig, readProviderSettings } = await import("../../pulumi/providerSettings.ts");
    const organization = organizationOf(workspace.target.stack);
    await Promise.all(
      found.map(async ({ provider, ...pending }) => {
        const runtime = createRuntime({
          ports: { ...terminal.ports, env },
          settings: readProviderSettings(readConfig(configOf(provider, config)), env).settings,
          ...(organization === undefined ? {} : { organization }),
        });
        try {
          if (await runtime.lifecycle.recordPending(pending)) onEvent(recordedEvent(pending));
        } finally {
          await runtime.close();
        }
      }),
    );
  }

  return {
    ask: () => void knowsStack(),
    async find() {
      if (await knowsStack()) return;
      const { readPendingOperations } = await import("../../engine/pendingOperations.ts");
      found = await readPendingOperations(workspace);
    },
    record: (config) => (recorded ??= found.length === 0 ? Promise.resolve() : recordAll(config)),
  };
}

/** Returns the config of a provider: the address is that of the run that ended, the credentials are those of this run, whose params are compared. */
function configOf({ isDefault, inputs }: PendingOperation["provider"], config: Config): JsonObject {
  if (!isDefault) return inputs;
  const address = Object.fromEntries(
    addressKeys.flatMap((name) => (inputs[name] === undefined ? [] : [[name, inputs[name]]])),
  );
  return { ...inputs, ...config, ...address };
}

function recordedEvent({ step }: Pick<PendingOperation, "step">): StackEvent {
  const message =
    "a run that was interrupted may have called the action, and the journal has no record of it; up looks for its run, and does not call again";
  return { kind: "message", severity: "warning", message, name: step.key.name, type: "ncf:ActionInvocation" };
}
