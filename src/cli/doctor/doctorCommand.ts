import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Transport } from "../../client/transport.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { indentRest } from "../../diagnostics/safeText.ts";
import { journalLocation } from "../../journal/journalLocation.ts";
import { errorCatalogue } from "../../model/errorCatalogue.ts";
import { type CallContext, type CallOptions, readCallContext } from "../calls/callOptions.ts";
import { locate } from "../activation/findActivation.ts";
import { readVars } from "../calls/variables.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { namedBackend, ownBackendDirectory } from "../stack/backend.ts";
import { InvalidStackFile } from "../stack/loadStackFile.ts";
import { type OpenProject, openProject, type OpenStack, openStack } from "../stacks/openStack.ts";
import type { Terminal } from "../terminal.ts";
import { countText } from "../views/text.ts";
import { checkCredentials, checkProxy, checkSignature } from "./accountChecks.ts";
import { type Finding, findingOf, ok, problem } from "./finding.ts";
import { checkEngine, checkNode, checkPlugins } from "./machineChecks.ts";
import { checkNetwork, obstacleTo } from "./networkChecks.ts";
import { checkBackend, checkJournal, checkPassphrase } from "./stateChecks.ts";

/** Options of `ncf doctor`. */
export interface DoctorOptions extends Omit<CallOptions, "key"> {
  readonly stack?: string;
  readonly json?: true;
}

/** World of {@link doctorCommand} besides the terminal. */
export interface DoctorDeps {
  /** Version of Node, `22.4.0`. */
  readonly nodeVersion: string;
  readonly openTransport: (env: Terminal["ports"]["env"]) => Promise<Transport>;
}

const nodeDeps: DoctorDeps = {
  nodeVersion: process.versions.node,
  openTransport: async (env) => {
    const [{ proxySettings }, { undiciTransport }] = await Promise.all([
      import("../../client/proxySettings.ts"),
      import("../../client/undiciTransport.ts"),
    ]);
    return undiciTransport(proxySettings(env));
  },
};

/**
 * Runs `ncf doctor [FILE]`: checks what a deployment from this machine needs, and says what to do about each problem. Installs, writes and calls nothing, and
 * prints no secret. The exit code is that of the first problem.
 */
export async function doctorCommand(
  context: CommandContext,
  named: string,
  options: DoctorOptions,
  deps: DoctorDeps = nodeDeps,
): Promise<void> {
  const { terminal, end } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const findings: Finding[] = [];
    const report = (...found: readonly Finding[]): void => {
      findings.push(...found);
      if (options.json !== true) for (const one of found) terminal.write(findingText(one));
    };
    await check({ terminal, named, options, deps, report, signal });
    const problems = findings.filter(({ status }) => status === "problem");
    if (options.json === true) terminal.write(`${JSON.stringify({ checks: findings })}\n`);
    else {
      const warnings = findings.filter(({ status }) => status === "warning").length;
      terminal.write(`${countText(problems.length, "problem")}, ${countText(warnings, "warning")}\n`);
    }
    const [first] = problems;
    if (first?.code !== undefined) end(errorCatalogue[first.code].exitCode);
  });
}

interface Check {
  readonly terminal: Terminal;
  readonly named: string;
  readonly options: DoctorOptions;
  readonly deps: DoctorDeps;
  readonly report: (...found: readonly Finding[]) => void;
  readonly signal: AbortSignal;
}

async function check(parts: Check): Promise<void> {
  const { terminal, options, deps, report, signal } = parts;
  const env = readVars(options.vars, terminal);
  const reach = async (origin: string): Promise<string | undefined> => {
    const transport = await deps.openTransport(env);
    try {
      return await obstacleTo(origin, transport, signal);
    } finally {
      await transport.close();
    }
  };
  report(checkNode(deps.nodeVersion));
  report(await checkEngine({ ...terminal.ports, env }, reach, signal));
  const opened = openFile(parts, env);
  if (opened !== undefined) {
    const plugins = await checkPlugins(opened.file, { ...terminal.ports, env });
    if (plugins !== undefined) report(plugins);
  }
  await checkCalls(parts, opened);
  await checkState(parts, opened, env);
}

/** Reads the stack file where there is one, and the settings of the stack where one is selected. */
function openFile(
  { terminal, named, options, report }: Check,
  env: Terminal["ports"]["env"],
): (OpenProject & Partial<OpenStack>) | undefined {
  const stack = options.stack ?? env["PULUMI_STACK"] ?? "";
  try {
    const { vars } = options;
    const choice = vars === undefined ? {} : { vars };
    const opened =
      stack === "" ? openProject(terminal, named, choice) : openStack(terminal, named, { ...choice, stack });
    report(
      ok(
        "project",
        stack === "" ? `${opened.file.name} (no stack is selected)` : `${opened.file.name}/${stack}`,
      ),
    );
    return opened;
  } catch (error) {
    if (error instanceof InvalidStackFile) {
      const hint = `run ncf validate ${named}`;
      report(
        problem("project", error.diagnostics[0]?.code ?? "NCF_STACK_SYNTAX", `${named} cannot be read`, hint),
      );
    } else if (NcfError.is(error) && error.code === "NCF_FILE_MISSING") {
      report(ok("project", `none: there is no ${named}`));
    } else report(findingOf("project", error));
    return undefined;
  }
}

/** Checks what a call needs: credentials, address, proxy, network, clock, signature. */
async function checkCalls(
  { terminal, options, deps, report, signal }: Check,
  opened: Partial<OpenStack> | undefined,
): Promise<void> {
  const config = opened?.settingsFile?.settings.config ?? {};
  const inSettings = (name: string): string | undefined => {
    const value = config[`ncf:${name}`];
    return typeof value === "string" ? value : undefined;
  };
  const fromSettings = Object.fromEntries(
    ["platform", "region", "site", "apiVersion", "endpoint", "profile"].flatMap((name) => {
      const value = inSettings(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const call: CallContext = readCallContext(terminal, { ...fromSettings, ...options });
  const isEncrypted = typeof config["ncf:secretKey"] === "object" && config["ncf:secretKey"] !== null;
  const { finding, credentials } = checkCredentials(call.credentials, isEncrypted);
  report(finding);
  const { env } = call.ports;
  let address;
  try {
    address = locate({ packageName: "-", actionName: "doctor" }, call).address;
  } catch (error) {
    report(findingOf("address", error));
    return;
  }
  report(ok("address", `${address.origin}${address.prefix}, platform ${address.platform}`));
  const proxy = checkProxy(env);
  report(proxy);
  if (proxy.status === "problem") return;
  const transport = await deps.openTransport(env);
  try {
    const found = await checkNetwork(address.origin, transport, terminal.ports.clock, signal);
    report(...found);
    if (found.some(({ status }) => status === "problem") || credentials === undefined) return;
    report(await checkSignature(terminal, { address, credentials, env }, signal));
  } finally {
    await transport.close();
  }
}

/** Checks where state and journal are kept. */
async function checkState(
  { terminal, named, options, report }: Check,
  opened: (OpenProject & Partial<OpenStack>) | undefined,
  env: Terminal["ports"]["env"],
): Promise<void> {
  const path = resolve(terminal.cwd, named);
  const beside = opened === undefined ? path : resolve(opened.directory, "stack.yaml");
  const own = pathToFileURL(ownBackendDirectory(beside)).href;
  const url = namedBackend(options.backend, env) ?? (opened === undefined ? undefined : own);
  if (url !== undefined) {
    report(checkBackend(url, env));
    if (opened !== undefined)
      report(checkPassphrase(url, opened.settingsFile?.settings.secretsProvider, env));
  }
  const journalEnv = {
    ...env,
    NCF_JOURNAL: options.journal ?? env["NCF_JOURNAL"],
    PULUMI_BACKEND_URL: url,
  };
  try {
    const location = journalLocation(
      { project: opened?.file.name ?? "-", stack: opened?.stackName ?? "-" },
      { ...terminal.ports, env: journalEnv, cwd: terminal.cwd },
    );
    report(await checkJournal(location, terminal, journalEnv));
  } catch (error) {
    report(findingOf("journal", error));
  }
}

const statusWidth = "problem".length;
const checkWidth = "credentials".length;

function findingText({ check: name, status, text, hint, code }: Finding): string {
  const head = `${status.padEnd(statusWidth)}  ${name.padEnd(checkWidth)}  `;
  const body = `${code === undefined ? "" : `${code}: `}${indentRest(text)}`;
  return `${head}${body}\n${hint === undefined ? "" : `  hint: ${hint}\n`}`;
}
