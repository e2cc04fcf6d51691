import type { Interrupts, Operation, ResourceFailure } from "../../engine/operation.ts";
import type { Program } from "../../engine/languageHost.ts";
import { organizationOf } from "../../engine/workspace.ts";
import { lockedError } from "../../engine/locks.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import { SecretValue, type Value, type ValueObject } from "../../model/value.ts";
import type { PlannedStep } from "../../pulumi/providerSession.ts";
import { redactError } from "../../resource/redactor.ts";
import type { RanCall } from "../../resource/ranCalls.ts";
import { StackError } from "../../stack/run/stackError.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { openTracing } from "../../tracing/openTracing.ts";
import type { Terminal } from "../terminal.ts";
import type { ShownFailure } from "../views/RunView.ts";
import { refuseAddressChange } from "./addressChange.ts";
import { createLostCalls } from "./lostCalls.ts";
import { InvalidStackFile } from "./loadStackFile.ts";
import type { PreparedStack } from "./prepareStack.ts";
import { createRunSecrets } from "./runSecrets.ts";

/** One operation on a prepared stack, and what receives its events. */
export interface StackOperation extends Pick<
  Operation,
  | "kind"
  | "isPreview"
  | "targets"
  | "excludes"
  | "targetsDependents"
  | "continuesOnError"
  | "parallel"
  | "savesAtEnd"
  | "onEvent"
  | "onValues"
> {
  readonly onInvocation?: (event: InvocationEvent) => void;
  /** Called before each step of a resource of this package. */
  readonly onPlanned?: (planned: PlannedStep) => void;
  /** `true` to call resources again at another address than before. @default false */
  readonly allowsAddressChange?: boolean;
  /** Receives secret config that only the engine can decrypt. */
  readonly onSecrets?: (secrets: readonly string[]) => void;
  readonly interrupts: Interrupts;
}

/** An operation failed. */
export class OperationFailed extends Error {
  override readonly name = "OperationFailed";
  /** At least one. */
  readonly failures: readonly ShownFailure[];
  /** Calls of the operation that ran, besides those that failed. */
  readonly ran: readonly RanCall[];
  /** Command that destroys resources of the stack, without its targets. */
  readonly destroyCommand: string;
  /** `true` when the failures have been displayed. */
  readonly isShown: boolean;

  constructor(
    failures: readonly ShownFailure[],
    { ran, destroyCommand, isShown }: Pick<OperationFailed, "ran" | "destroyCommand" | "isShown">,
  ) {
    super(failures.map(({ error }) => error.message).join("\n"));
    this.failures = failures;
    this.ran = ran;
    this.destroyCommand = destroyCommand;
    this.isShown = isShown;
  }
}

/**
 * Runs an operation on a stack, and returns the outputs of a program that ran.
 * @throws OperationFailed; InvalidStackFile with what could only be found with the outputs of resources
 */
export async function operate(
  terminal: Terminal,
  prepared: PreparedStack,
  { onInvocation, onSecrets, onPlanned, allowsAddressChange = false, ...operation }: StackOperation,
): Promise<ValueObject | undefined> {
  const { workspace, loaded, checked, env, config } = prepared;
  // Loaded only here: what is refused before needs no gRPC.
  const [{ runOperation }, { stackFileProgram }, { addProvider }] = await Promise.all([
    import("../../engine/operation.ts"),
    import("../../engine/stackFileProgram.ts"),
    import("../../pulumi/grpcProvider.ts"),
  ]);
  const loadRuntime = (): Promise<typeof import("../../runtime.ts")> => import("../../runtime.ts");
  const ports = { ...terminal.ports, env };
  const organizationName = organizationOf(workspace.target.stack);
  const organization = organizationName === undefined ? {} : { organization: organizationName };
  const ran: RanCall[] = [];
  const onInvocationEvent = (event: InvocationEvent): void => {
    if (isRan(event)) ran.push(event);
    onInvocation?.(event);
  };
  const runsProgram = operation.kind === "up" || operation.kind === "preview";
  const lost =
    operation.kind === "preview" || operation.isPreview === true
      ? undefined
      : createLostCalls({ terminal, prepared, onEvent: operation.onEvent });
  const settings = Object.fromEntries(
    [...under("ncf", config.given)].map(([name, { value }]) => [name, value]),
  );
  const secrets = createRunSecrets();
  secrets.add([...config.given.values()].flatMap(({ value, isSecret }) => (isSecret ? [value] : [])));
  const run = stackFileProgram({
    onSecrets: secrets.add,
    checked,
    path: loaded.path,
    cwd: terminal.cwd,
    readText: loaded.readText,
    config: Object.fromEntries(
      [...under(checked.file.name, config.given)].map(([name, { value, isSecret }]): [string, Value] => [
        name,
        isSecret ? new SecretValue(value) : value,
      ]),
    ),
  });
  const program: Program = async (started) => {
    // The engine has locked the stack, and saves its state when the first step begins.
    await lost?.find();
    await lost?.record({ ...ncfConfig(started.config), ...settings });
    onSecrets?.([...started.secretKeys].flatMap((key) => started.config.get(key) ?? []));
    return run(started);
  };
  // Without a program, the engine saves the state before it needs the provider.
  if (!runsProgram) await lost?.find();
  const tracing = openTracing({ ...ports, onProblem: (text) => terminal.writeError(`${text}\n`) });
  const endTrace = tracing?.startOperation(`ncf ${operation.kind}`, ports.clock.now());
  let failure: string | undefined = "error";
  try {
    const end = await runOperation(workspace, {
      ...operation,
      onEvent: (event) =>
        operation.onEvent(
          event.kind === "message" ? { ...event, message: secrets.clean(event.message) } : event,
        ),
      ...(runsProgram ? { program } : {}),
      onStart: () => {
        lost?.ask();
        void loadRuntime();
      },
      addProvider: (server) =>
        addProvider(server, {
          settings,
          env,
          onPlanned: (planned) => {
            onPlanned?.(planned);
            if (operation.kind === "up" && !allowsAddressChange) refuseAddressChange(planned);
          },
          around: async (step) => {
            if (!runsProgram)
              await lost?.record({ ...ncfConfig(new Map(Object.entries(config.settings))), ...settings });
            return step();
          },
          createRuntime: async (options) =>
            (await loadRuntime()).createRuntime({ ...options, ports, tracing, ...organization }),
          onEvent: onInvocationEvent,
        }),
    });
    failure = end.kind === "succeeded" ? undefined : (end.failures[0]?.error.code ?? "failed");
    if (end.kind === "succeeded") return end.outputs;
    const failed = new Set(end.failures.map(({ name }) => name));
    throw new OperationFailed(
      end.failures.map((one) => {
        const error = redactError(one.error, secrets.clean);
        return shown({ ...one, error }, prepared, terminal);
      }),
      {
        ran: ran.filter(({ key }) => !failed.has(key.name)),
        destroyCommand: prepared.destroyCommand,
        isShown: false,
      },
    );
  } catch (error) {
    if (!(error instanceof StackError)) throw NcfError.is(error) ? redactError(error, secrets.clean) : error;
    const diagnostics = error.diagnostics.map((one) => ({ ...one, file: loaded.shownPath }));
    throw new InvalidStackFile(diagnostics, loaded.file.secrets.shownText);
  } finally {
    endTrace?.(ports.clock.now(), failure);
    await tracing?.close();
  }
}

/** Reports whether an event is the end of a call that ran and stays. */
function isRan(event: InvocationEvent): event is InvocationEvent & RanCall {
  if (event.kind !== "ended" || event.isDelete === true) return false;
  return event.outcome === "succeeded" || event.outcome === "failed" || event.outcome === "unreadable";
}

/** Returns the config of this package, by name without its prefix. */
function ncfConfig(config: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries(under("ncf", config));
}

/** Returns the config of a namespace, by name without its prefix. */
function under<T>(namespace: string, config: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  const prefix = `${namespace}:`;
  return new Map(
    [...config].flatMap(([key, value]): [string, T][] =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [],
    ),
  );
}

/** Adds the place of a failed resource in the stack file, and who holds a lock. */
function shown(
  { name, error }: ResourceFailure,
  { checked, loaded, cancelCommand, journal }: PreparedStack,
  { processTable: table }: Terminal,
): ShownFailure {
  if (error.code === "NCF_STACK_LOCKED")
    return { error: lockedError(error, { table, cancelCommand, journal }) };
  if (name === undefined) return { error };
  const declaration = checked.ordered.find(
    (one) =>
      one.kind === "resource" &&
      (one.name === name || (one.each !== undefined && name.startsWith(`${one.name}-`))),
  );
  if (declaration === undefined) return { name, error };
  const { line, column } = declaration.nameRange.start;
  return { name, error, file: loaded.shownPath, line, column };
}
