import { createRequire } from "node:module";
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EngineEvent,
  LocalWorkspace,
  type PulumiFn,
  PulumiCommand,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { NcfError } from "../../src/diagnostics/ncfError.ts";
import type { Engine } from "../../src/engine/install/Engine.ts";
import { parseEngineEvent, readStackEvent, type StackEvent } from "../../src/engine/stackEvents.ts";
import { type ErrorCode, errorCatalogue } from "../../src/model/errorCatalogue.ts";

/** A TypeScript program of a test, its stack and its backend. */
export interface AutomationStackOptions {
  readonly engine: Engine;
  readonly project: string;
  readonly stack: string;
  /** Where state is kept: `file:///existing/directory`. */
  readonly backendUrl: string;
  /** Directory for the settings of the project and the stack. */
  readonly workDir: string;
  readonly pulumiHome: string;
  readonly program: PulumiFn;
  /** Variables of the engine and its plugins, over this process's own. */
  readonly env: Readonly<Record<string, string>>;
  /** Config of the stack by whole key. */
  readonly config: Readonly<Record<string, ConfigValue>>;
}

/** A value of a stack's config. */
export interface ConfigValue {
  readonly value: string;
  readonly isSecret?: boolean;
}

/** Opens a stack of a program that runs in this process, with Pulumi's Automation API. */
export async function openAutomationStack(options: AutomationStackOptions): Promise<Stack> {
  const { engine, project, stack, backendUrl, config, env } = options;
  const { PATH = process.env["PATH"] } = env;
  // Plugins start here: both the SDK and this package must resolve from it.
  const main = fileURLToPath(new URL("../../src/pulumi", import.meta.url));
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const opened = await LocalWorkspace.createOrSelectStack(
    { stackName: stack, projectName: project, program: options.program },
    {
      workDir: options.workDir,
      pulumiHome: options.pulumiHome,
      pulumiCommand: await PulumiCommand.get({ root: dirname(dirname(engine.path)) }),
      projectSettings: { name: project, runtime: "nodejs", main, backend: { url: backendUrl } },
      envVars: {
        PULUMI_BACKEND_URL: backendUrl,
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        ...env,
        // `pulumi-resource-pulumi-nodejs`, which starts dynamic providers, is in the SDK's directory.
        PATH: [sdk, PATH].join(delimiter),
      },
    },
  );
  const values = Object.entries(config).map(([key, { value, isSecret = false }]) => [
    key,
    { value, secret: isSecret },
  ]);
  await opened.setAllConfig(Object.fromEntries(values));
  return opened;
}

/** Options of one operation that let a test watch it. */
export interface OperationHandles {
  readonly onEvent: (event: EngineEvent) => void;
}

/**
 * Runs an operation of a stack: `runOperation((handles) => stack.up(handles), watch)`.
 * @throws NcfError with the engine's errors: under our own code where the first one has one, else NCF_ENGINE_FAILED
 */
export async function runOperation<T>(
  operation: (handles: OperationHandles) => Promise<T>,
  watch: (event: StackEvent) => void,
): Promise<T> {
  const errors: string[] = [];
  const onEvent = (event: EngineEvent): void => {
    const seen = readEvent(event);
    if (seen === undefined) return;
    if (seen.kind === "message" && seen.severity === "error") {
      const text = seen.name === undefined ? seen.message : `${seen.name}: ${seen.message}`;
      // The SDK reports what ends an inline program, and the engine reports it again.
      if (errors.includes(text)) return;
      errors.push(text);
    }
    watch(seen);
  };
  try {
    return await operation({ onEvent });
  } catch (error) {
    const reason = errors.length > 0 ? errors.join("\n") : String(error);
    const own = /\b(NCF_[A-Z_]+): /.exec(errors[0] ?? "")?.[1] ?? "";
    const code = own in errorCatalogue ? (own as ErrorCode) : "NCF_ENGINE_FAILED";
    throw new NcfError(code, { reason, cause: error });
  }
}

function readEvent(event: EngineEvent): StackEvent | undefined {
  const { diagnosticEvent } = event;
  if (diagnosticEvent === undefined) return readLine(JSON.stringify(event));
  // The engine's colors are marks such as `<{%fg 1%}>`.
  const message = diagnosticEvent.message.replaceAll(/<\{%.*?%\}>/g, "");
  // The SDK's plugin is on PATH because `openAutomationStack` puts it there.
  if (message.includes("using pulumi-resource-pulumi-nodejs from $PATH")) return undefined;
  return readLine(JSON.stringify({ ...event, diagnosticEvent: { ...diagnosticEvent, message } }));
}

function readLine(line: string): StackEvent | undefined {
  const event = parseEngineEvent(line);
  return event === undefined ? undefined : readStackEvent(event);
}
