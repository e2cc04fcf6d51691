/**
 * `npm run leaks`: where the secrets of a deployment end up, with this package and with what people use instead. Writes the table into
 * docs/security.md, what was found to standard error.
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findEngine } from "../../dist/engine/install/findEngine.js";
import { findTool } from "../../dist/engine/install/findTool.js";
import { nodeEnginePorts } from "../../dist/engine/install/nodeEnginePorts.js";
import { yamlHostTool } from "../../dist/engine/install/tools.js";
import { which } from "../../dist/engine/install/which.js";
import { markdownTable } from "../reliability/markdownTable.js";
import { replaceBetween } from "../reliability/replaceBetween.js";
import { ownSecrets, runOurs } from "./contestants/ours.js";
import { runCommandProvider, runScript, runTerraform } from "./contestants/others.js";
import { findLeaks, groups } from "./findLeaks.js";
import { secrets } from "./secrets.js";
import { startService } from "./service.js";

const page = new URL("../../docs/security.md", import.meta.url);
const standIn = fileURLToPath(new URL("../../test/support/command-plugin/bin", import.meta.url));

// All callers speak to this machine alone.
for (const name of Object.keys(process.env))
  if (/^(https?_|all_)?proxy$/i.test(name)) delete process.env[name];

await main();

async function main() {
  if (process.platform !== "linux")
    throw new Error("npm run leaks reads processes from /proc, which is on Linux");
  const folder = mkdtempSync(join(tmpdir(), "ncf-leaks-"));
  const service = await startService();
  const ports = nodeEnginePorts();
  const enginePath = (await findEngine({ ports })).path;
  const { columns, absences } = contestants({ folder, service, enginePath });
  try {
    const rows = groups.map((group) => [group]);
    const sums = ["findings"];
    const names = [];
    for (const { name, run, searched } of columns) {
      say(`runs ${name}`);
      const sinks = await run();
      const leaks = findLeaks(sinks, searched);
      for (const row of rows) row.push(cell(row[0] ?? "", sinks, leaks, searched));
      sums.push(String(leaks.length));
      names.push(name);
      const places = new Set(leaks.map((leak) => `${leak.group}: ${leak.kind}, ${leak.encoding}`));
      say(
        `${name}: ${leaks.length} leaks${[...places]
          .slice(0, 20)
          .map((one) => `\n  ${one}`)
          .join("")}`,
      );
    }
    const table = markdownTable(["where", ...names], [...rows, sums]);
    const date = new Date().toISOString().slice(0, 10);
    const text = [
      `Measured on ${date} with ${versions().join(", ")}. A cell says how many of the kinds of secrets were found there, in any form; \`–\` where the caller has no such place. The last row counts each form in each place.`,
      table,
      ...absences,
    ].join("\n\n");
    writeFileSync(page, replaceBetween(readFileSync(page, "utf8"), "leaks", text));
    process.stdout.write(`${table}\n`);
  } finally {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  }

  /** @param {{ folder: string, service: Awaited<ReturnType<typeof startService>>, enginePath: string }} given */
  function contestants({ folder: root, service: { url }, enginePath: path }) {
    const own = (/** @type {string} */ name) => {
      const inner = join(root, name);
      mkdirSync(inner);
      return inner;
    };
    const plugin = commandPlugin();
    const found = [
      {
        name: "`ncf`",
        searched: ownSecrets,
        run: () =>
          runOurs({ folder: own("ours"), service, enginePath: path, pluginFolder: plugin ?? standIn }),
      },
    ];
    const missing = [];
    const add = (
      /** @type {string} */ name,
      /** @type {string | undefined} */ absence,
      /** @type {() => Promise<import("./findLeaks.js").Sink[]>} */ run,
    ) => {
      if (absence === undefined) found.push({ name, searched: secrets, run });
      else missing.push(`${name} was left out: ${absence}.`);
    };
    const noScript = ["curl", "openssl"].find((one) => spawnSync(one, ["version"]).error !== undefined);
    const scriptAbsence = noScript === undefined ? undefined : `${noScript} is not on PATH`;
    add("`curl` script", scriptAbsence, () => runScript({ folder: own("script"), url }));
    const pluginAbsence = plugin === undefined ? "its plugin is not on this machine" : undefined;
    add("`@pulumi/command`", scriptAbsence ?? pluginAbsence, async () =>
      runCommandProvider({
        folder: own("command"),
        url,
        enginePath: path,
        hostPath: (await findTool(yamlHostTool, { ports })).path,
        pluginPath: join(plugin ?? "", "pulumi-resource-command"),
      }),
    );
    const noTerraform =
      spawnSync("terraform", ["version"]).status === 0 ? undefined : "terraform is not on PATH";
    add("Terraform `local-exec`", scriptAbsence ?? noTerraform, () =>
      runTerraform({ folder: own("terraform"), url }),
    );
    return { columns: found, absences: missing };
  }
}

/**
 * @param {string} group
 * @param {readonly import("./findLeaks.js").Sink[]} sinks
 * @param {readonly import("./findLeaks.js").Leak[]} leaks
 * @param {readonly import("./secrets.js").LeakSecret[]} searched
 */
function cell(group, sinks, leaks, searched) {
  if (!sinks.some((sink) => sink.group === group)) return "–";
  const kinds = new Set(leaks.filter((leak) => leak.group === group).map(({ kind }) => kind));
  return `${kinds.size} of ${searched.length}`;
}

/** Directory of Pulumi's own plugin of `@pulumi/command`; `undefined` where the machine has none. */
function commandPlugin() {
  const plugins = join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");
  const onPath = which("pulumi-resource-command", process.env["PATH"]);
  if (onPath !== undefined) return join(onPath, "..");
  const fetched = existsSync(plugins)
    ? readdirSync(plugins).filter((one) => one.startsWith("resource-command-v"))
    : [];
  return fetched
    .map((one) => join(plugins, one))
    .find((one) => existsSync(join(one, "pulumi-resource-command")));
}

function versions() {
  const first = (/** @type {string} */ program, /** @type {string[]} */ ...words) =>
    /\d+\.\d+\.\d+/.exec(spawnSync(program, words, { encoding: "utf8" }).stdout ?? "")?.[0];
  const [curl, terraform] = [first("curl", "--version"), first("terraform", "version")];
  return [
    `Node ${process.versions.node}`,
    ...(curl === undefined ? [] : [`curl ${curl}`]),
    ...(terraform === undefined ? [] : [`Terraform ${terraform}`]),
  ];
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`leaks: ${line}\n`);
}
