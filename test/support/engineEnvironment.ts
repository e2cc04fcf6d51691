import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { languageHostPath } from "./languageHostPath.ts";

/**
 * Environment for an engine that keeps its state in `folder`, reaches no network and downloads no plugin. Its PATH
 * starts with the engine, the dynamic provider of the installed SDK and a Node language host.
 * @param folder a temporary folder; `state` and `home` are made in it
 * @param enginePath the engine's executable
 */
export function engineEnvironment(folder: string, enginePath: string): Readonly<Record<string, string>> {
  const state = join(folder, "state");
  mkdirSync(state, { recursive: true });
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const path = [dirname(enginePath), sdk, languageHostPath(enginePath).folder, process.env["PATH"] ?? ""];
  return {
    PATH: path.join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(state).href,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_HOME: join(folder, "home"),
    NCF_JOURNAL: join(folder, "journal.jsonl"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
  };
}
