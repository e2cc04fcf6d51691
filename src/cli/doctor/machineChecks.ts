import { lookUpTool } from "../../engine/install/findTool.ts";
import { engineTool } from "../../engine/install/tools.ts";
import { which } from "../../engine/install/which.ts";
import { findPlugin, mayInstallPlugins } from "../../engine/plugins.ts";
import { pulumiHomeOf } from "../../journal/backend.ts";
import { oldestNode } from "../../packageVersion.ts";
import type { StackFile } from "../../stack/parse/parseStackFile.ts";
import type { Terminal } from "../terminal.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";

/** Checks the version of Node. @param version - `22.4.0` */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split(".").map(Number);
  const isOld = major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
  if (!isOld) return ok("node", `Node ${version}`);
  const hint = `install Node ${oldestNode} or later`;
  return problem("node", "NCF_USAGE", `Node ${version} is older than ${oldestNode}`, hint);
}

/**
 * Looks for the engine. Installs nothing; where there is none, checks that it can be installed.
 * @param obstacleTo - Returns why an origin cannot be reached; `undefined` where it can.
 */
export async function checkEngine(
  ports: Terminal["ports"],
  obstacleTo: (origin: string) => Promise<string | undefined>,
  signal: AbortSignal,
): Promise<Finding> {
  const { found, failures } = await lookUpTool(engineTool, { ports, signal });
  if (found !== undefined) return ok("engine", `Pulumi ${found.version}, ${found.why} (${found.path})`);
  const why = `no Pulumi engine yet (${failures.join("; ")})`;
  const { origin } = new URL(engineTool.download?.archives ?? "");
  const obstacle = await obstacleTo(origin);
  if (obstacle === undefined) {
    const hint = `run the first command on a stack, which downloads Pulumi ${engineTool.pinnedVersion.slice(1)}`;
    return warning("engine", why, hint);
  }
  if (which("go", ports.env["PATH"]) !== undefined && ports.goModule !== "") {
    const hint = `make ${origin} reachable, or wait ${engineTool.buildDuration} for the build with Go in the first command`;
    return warning("engine", `${why}, and its download cannot be reached (${obstacle})`, hint);
  }
  return problem("engine", "NCF_ENGINE_MISSING", `${why}, and its download cannot be reached (${obstacle})`);
}

/** Checks that the plugin of a file's commands is installed; `undefined` for a file without commands. */
export async function checkPlugins(
  file: StackFile,
  { env, homeDir }: Pick<Terminal["ports"], "env" | "homeDir">,
): Promise<Finding | undefined> {
  const hasCommands = [...file.declarations.values()].some(
    (one) => one.kind === "resource" && one.type.startsWith("command:"),
  );
  if (!hasCommands) return undefined;
  // Loaded only here: it loads gRPC.
  const { commandVersion } = await import("../../pulumi/stack/resourceRequest.ts");
  const pulumiHome = pulumiHomeOf({ env, homeDir });
  const version = commandVersion();
  const found = findPlugin({ env, pulumiHome }, { name: "command", version });
  if (found !== undefined) return ok("plugins", `command ${version}, ${found}`);
  const text = `the plugin command ${version}, which the stack file needs, is not installed in ${pulumiHome}`;
  if (mayInstallPlugins(env))
    return warning("plugins", text, "let the first up install it, which needs a connection to github.com");
  const hint = "unset PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION, or put pulumi-resource-command on PATH";
  return problem("plugins", "NCF_PLUGIN_MISSING", text, hint);
}
