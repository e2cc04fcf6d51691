import { promisify } from "node:util";
import type { Server } from "@grpc/grpc-js";
import type { NcfError } from "../diagnostics/ncfError.ts";
import type { ValueObject } from "../model/value.ts";
import { grpc } from "../pulumi/protocol.ts";
import { DeploymentEnded } from "../pulumi/stack/monitor.ts";
import { failuresOf } from "./engineErrors.ts";
import { addLanguageHost, type Program, type ProgramEnd } from "./languageHost.ts";
import { parseEngineEvent, readStackEvent, type MessageEvent, type StackEvent } from "./stackEvents.ts";
import { readStepValues, type StepValues } from "./stepValues.ts";
import { runInStack } from "./stackCommands.ts";
import type { Workspace } from "./workspace.ts";

/** Kind of an operation on a stack. `refresh` and `destroy` run no program. */
export type OperationKind = "up" | "preview" | "refresh" | "destroy";

/** Operation of the engine on a stack. */
export interface Operation {
  readonly kind: OperationKind;
  /** `true` to only preview a `destroy`. @default false */
  readonly isPreview?: boolean;
  /** Names of the target resources; all of them when it is empty. */
  readonly targets?: readonly string[];
  /** Names of excluded resources. @default none */
  readonly excludes?: readonly string[];
  /** `true` to also target resources that depend on the targets. @default false */
  readonly targetsDependents?: boolean;
  /** `true` to continue with independent resources after a failure. @default false */
  readonly continuesOnError?: boolean;
  /** Maximum number of parallel steps. @default Pulumi's own */
  readonly parallel?: number | undefined;
  /** `true` to save the state once, at the end, instead of around each step. @default false */
  readonly savesAtEnd?: boolean;
  /** Program to run. Required by `up` and `preview`. */
  readonly program?: Program;
  /** Adds the `ncf` provider to the server that the engine connects to. */
  readonly addProvider: (server: Server) => ServedProvider;
  readonly onEvent: (event: StackEvent) => void;
  /** Receives the inputs and outputs of steps. */
  readonly onValues?: ((values: StepValues) => void) | undefined;
  /** Called when the engine has been started, to load further code meanwhile. */
  readonly onStart?: () => void;
  readonly interrupts: Interrupts;
}

/** Provider in this process. */
export interface ServedProvider {
  /** Starts no further calls. */
  readonly stop: () => void;
  /** Resolves when no call is in flight. */
  readonly close: () => Promise<void>;
  /** Errors of resources so far, in order. Their messages contain no secrets. */
  readonly failures: readonly ResourceFailure[];
}

/** Failure of one resource, or of the operation itself. */
export interface ResourceFailure {
  /** Name of the resource; absent for a failure without a resource. */
  readonly name?: string;
  readonly error: NcfError;
}

/** Interrupts of an operation. */
export interface Interrupts {
  /** Aborted at the first interrupt: no further steps start; those in progress finish and are saved. */
  readonly signal: AbortSignal;
  /** Aborted at the second interrupt: stop immediately. */
  readonly stopNow: AbortSignal;
}

/** Result of an operation. */
export type OperationEnd =
  | { readonly kind: "succeeded"; readonly outputs?: ValueObject }
  /** At least one failure. */
  | { readonly kind: "failed"; readonly failures: readonly ResourceFailure[] };

/**
 * Runs one operation: starts the engine once (and first creates the stack if it does not exist),
 * and serves it as language host and provider.
 *
 * Steps are read from the engine's own event stream on standard output (`--json`). Only this stream
 * contains the steps of commands and of deletes. With 1,000 resources it costs 0.05 s of processor
 * time; the gRPC stream (`--event-log tcp://`) costs 0.3 s and needs hidden commands. Errors of
 * invocations come from the provider object and are never parsed from text.
 * @throws the error of the program; NcfError when the stack does not exist and must not be created
 */
export async function runOperation(workspace: Workspace, operation: Operation): Promise<OperationEnd> {
  const { program, onEvent, onValues, interrupts, kind, isPreview = kind === "preview" } = operation;
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
    "grpc.enable_channelz": 0,
  });
  let programEnd: ProgramEnd | undefined;
  if (program !== undefined) addLanguageHost(server, program, (end) => (programEnd = end));
  const provider = operation.addProvider(server);
  const errors: MessageEvent[] = [];
  const onLine = (line: string): void => {
    const engineEvent = parseEngineEvent(line);
    if (engineEvent === undefined) return;
    const values = onValues === undefined ? undefined : readStepValues(engineEvent);
    if (values !== undefined) onValues?.(values);
    const event = readStackEvent(engineEvent, isPreview);
    if (event?.kind === "message" && event.severity === "error") errors.push(event);
    else if (event !== undefined) onEvent(event);
  };
  try {
    const port = await listen(server);
    const env = variablesOf(workspace, operation, port);
    const end = await runInStack(
      workspace,
      argsOf(operation, port, workspace.target.engine.version),
      {
        env,
        onLine,
        interrupts,
        onStart: operation.onStart,
        // Only then does the state contain the calls in flight.
        endsWithParent: operation.kind === "up" && operation.savesAtEnd !== true,
      },
      provider.stop,
    );
    if (end.signal !== null && !interrupts.stopNow.aborted) {
      const message = `the engine was killed (${end.signal}): waiting for calls in flight, whose outcomes the journal keeps`;
      onEvent({ kind: "message", severity: "warning", message });
    }
    if (!interrupts.stopNow.aborted) await provider.close();
    if (programEnd?.kind === "failed" && !(programEnd.error instanceof DeploymentEnded))
      throw programEnd.error;
    if (end.code !== 0 || programEnd?.kind === "failed") {
      return { kind: "failed", failures: failuresOf({ own: provider.failures, errors, end, programEnd }) };
    }
    return { kind: "succeeded", ...(programEnd?.kind === "outputs" ? { outputs: programEnd.outputs } : {}) };
  } finally {
    server.forceShutdown();
  }
}

function listen(server: Server): Promise<number> {
  return promisify(server.bindAsync.bind(server))("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
}

/**
 * First version with the option `--skip-plugin-pre-install` (pulumi/pulumi#22947). Without it, the
 * engine first looks on the network for the plugin of each provider in the state. That includes
 * this package's own plugin, which this process serves. Missing plugins are still installed at
 * their first use.
 */
const skipsPluginsSince = [3, 248] as const;

const previewOptions: Readonly<Record<OperationKind, readonly string[]>> = {
  preview: [],
  up: ["--preview-only"],
  refresh: ["--preview-only"],
  destroy: ["--preview-only"],
};

function argsOf(
  {
    kind,
    isPreview = kind === "preview",
    targets = [],
    excludes = [],
    targetsDependents = false,
    continuesOnError = false,
    parallel,
    program,
  }: Operation,
  port: number,
  version: string,
): readonly string[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [sinceMajor, sinceMinor] = skipsPluginsSince;
  const skipsPlugins = major > sinceMajor || (major === sinceMajor && minor >= sinceMinor);
  return [
    kind,
    "--json",
    ...(isPreview ? previewOptions[kind] : ["--yes", "--skip-preview"]),
    ...(program === undefined ? [] : [`--client=127.0.0.1:${port}`]),
    "--exec-kind=auto.inline",
    ...(skipsPlugins ? ["--skip-plugin-pre-install"] : []),
    ...targets.map((name) => `--target=**::${name}`),
    ...excludes.map((name) => `--exclude=**::${name}`),
    ...(targetsDependents ? ["--target-dependents"] : []),
    ...(continuesOnError && !isPreview ? ["--continue-on-error"] : []),
    ...(parallel === undefined ? [] : [`--parallel=${parallel}`]),
  ];
}

function variablesOf(
  { target }: Workspace,
  { savesAtEnd = false }: Operation,
  port: number,
): Readonly<Record<string, string>> {
  const attached = target.env["PULUMI_DEBUG_PROVIDERS"];
  return {
    PULUMI_DEBUG_PROVIDERS: [...(attached === undefined ? [] : [attached]), `ncf:${port}`].join(","),
    // Without it, a preview prints one document at its end.
    PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true",
    ...(savesAtEnd ? { PULUMI_SKIP_CHECKPOINTS: "true" } : {}),
  };
}
