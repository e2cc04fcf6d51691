import { resolve } from "node:path";
import type { Client } from "@grpc/grpc-js";
import {
  getOrganization,
  getProject,
  getRootDirectory,
  getStack,
  runtime,
  RunError,
  secret,
} from "@pulumi/pulumi";
import { unknown } from "@pulumi/pulumi/output.js";
import { inputIssues } from "../check/inputIssues.ts";
import { formatDiagnostic } from "../diagnostics/diagnostic.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Json } from "../model/json.ts";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { nodeProjectFiles } from "../ports/nodeProjectFiles.ts";
import { readSettings } from "../resource/settings.ts";
import { parseStackFile, type StackFile } from "../stack/parse/parseStackFile.ts";
import { type CheckedStack, checkStackFile } from "../stack/run/checkStackFile.ts";
import { runStack } from "../stack/run/runStack.ts";
import { StackError } from "../stack/run/stackError.ts";
import { escapeSdkKey, escapeString } from "./marks.ts";
import { DeploymentEnded, monitorOver, rawClient } from "./stack/monitor.ts";
import { projectConfig, stackHost } from "./stack/stackHost.ts";

// Missing in the SDK's types; `Config.get` calls it, but only warns.
const { isConfigSecret } = runtime as unknown as { readonly isConfigSecret: (key: string) => boolean };

/**
 * Program of a `Pulumi.yaml`, of this repository or of a user: runs `stacks/<stack>.yaml`, or the
 * stack file in the config `ncf:stackFile`. Paths are relative to the directory of `Pulumi.yaml`.
 *
 * Checks the whole file, including its config, before anything is registered.
 * @throws RunError with all errors of the file, each with its place
 */
async function program(): Promise<Readonly<Record<string, unknown>>> {
  // The engine starts program and plugins in the directory of `main`, but stack files are relative
  // to Pulumi.yaml.
  const pluginFolder = process.cwd();
  process.chdir(getRootDirectory());
  const readText = nodeProjectFiles(process.cwd(), []);
  const { file, checked } = readStackFile(readText);
  const path = resolve(file.path);
  const host = stackHost({
    monitor: monitorOver(sdkMonitor()),
    rootUrn: await rootUrn(),
    isPreview: runtime.isDryRun(),
    pulumi: pulumiValues(),
    readText,
    config: ownConfig(),
    path,
    sourcePath: path,
    pluginFolder,
  });
  try {
    return toInputs((await runStack(checked, host)).outputs);
  } catch (error) {
    if (error instanceof StackError) throw runError(diagnosticsText(error.diagnostics, file));
    // The engine itself reports the reason, so this error has no details.
    if (error instanceof DeploymentEnded) throw runError("the deployment ended");
    throw error;
  }
}

function readStackFile(readText: (path: string) => string | undefined): {
  readonly file: StackFile;
  readonly checked: CheckedStack;
} {
  const config = runtime.allConfig();
  const named = config["ncf:stackFile"];
  const path = named ?? `stacks/${getStack()}.yaml`;
  const text = nodePorts().readText(path);
  if (text === undefined) {
    const hint =
      named === undefined
        ? "create it, or choose another one with `pulumi config set ncf:stackFile PATH`"
        : "correct it with `pulumi config set ncf:stackFile PATH`; the path is relative to Pulumi.yaml";
    throw runError(
      new NcfError("NCF_FILE_MISSING", { reason: `stack file ${path} does not exist`, hint }).message,
    );
  }
  const file = parseStackFile(text, path);
  const { address, issues } = readSettings((key) => config[key], nodePorts().env);
  const given = ownConfig();
  const { checked, diagnostics } = checkStackFile(file, {
    ...pulumiValues(),
    readText,
    checkInputs: (inputs, resource) => [...issues, ...inputIssues(inputs, resource, address)],
    config: Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        (value instanceof SecretValue ? value.value : value) as Json,
      ]),
    ),
    secretNames: Object.keys(given).filter((name) => given[name] instanceof SecretValue),
    needsConfig: true,
  });
  if (checked === undefined) throw runError(diagnosticsText(diagnostics, file));
  return { file, checked };
}

function ownConfig(): Readonly<Record<string, Value>> {
  return projectConfig(getProject(), Object.entries(runtime.allConfig()), isConfigSecret);
}

function pulumiValues(): { readonly project: string; stack: string; organization: string; cwd: string } {
  return { project: getProject(), stack: getStack(), organization: getOrganization(), cwd: process.cwd() };
}

function sdkMonitor(): Parameters<typeof monitorOver>[0] {
  const monitor = runtime.getMonitor();
  if (monitor === undefined) throw new NcfError("NCF_BUG", { reason: "the SDK has no monitor" });
  return rawClient(monitor as unknown as Client);
}

function rootUrn(): Promise<string> {
  const stack = runtime.getStackResource();
  if (stack === undefined) throw new NcfError("NCF_BUG", { reason: "the SDK has no stack" });
  return new Promise((done) => stack.urn.apply(done));
}

function diagnosticsText(diagnostics: StackError["diagnostics"], { secrets }: StackFile): string {
  return diagnostics.map((one) => formatDiagnostic(one, secrets.shownText)).join("\n\n");
}

/** Creates an error that ends the program. The engine displays only its message. */
function runError(message: string): RunError {
  const error = new RunError(message);
  // The SDK inspects every error, and Node 20 takes 15 seconds for a stack trace through node_modules.
  error.stack = message;
  return error;
}

function toInputs(values: ValueObject): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [escapeSdkKey(name), toInput(value)]),
  );
}

/** Converts a value to an input of the SDK, which registers the outputs of the stack. */
function toInput(value: Value): unknown {
  if (typeof value === "string") return escapeString(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof SecretValue) return secret(toInput(value.value));
  if (value instanceof UnknownValue) return unknown;
  return Array.isArray(value) ? value.map(toInput) : toInputs(value as ValueObject);
}

// A program can choose the names of its outputs only as a default export.
// oxlint-disable-next-line import/no-default-export
export { program as default };
