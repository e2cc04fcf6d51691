import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { secrets } from "../secrets.js";
import { errorsOf } from "../service.js";
import { runWatched } from "../watch.js";

/** One signed call, as people put it into a local command: URL, TARGET and BODY come from the environment. */
const script = fileURLToPath(new URL("../../reliability/contestants/curlCommand.sh", import.meta.url));
const keys = { NCLOUD_ACCESS_KEY: "AK-leaks", NCLOUD_SECRET_KEY: "SK-4f1d7be20c93aa58" };
const body = JSON.stringify(Object.fromEntries(secrets.map(({ kind, value }) => [kind, value])));

/** The actions that each of them calls. */
const actions = [
  ...secrets.flatMap((secret) => errorsOf(secret).map((_error, at) => `error-${secret.kind}-${at}`)),
  "result-all",
  "refusal-all",
  "gateway-all",
];

/**
 * @typedef {object} OtherRun
 * @property {string} folder - Empty directory.
 * @property {string} url - Of the service.
 */

/** @param {string} url @param {string} action */
function variables(url, action) {
  return {
    URL: url,
    TARGET: `/api/v2/packages/-/actions/${action}?platform=classic&timeout=60000`,
    MAX_TIME: "75",
  };
}

/** @param {OtherRun} run @param {string} state */
function place({ folder }, state) {
  const left = join(folder, "left");
  for (const one of [left, join(left, "tmp"), join(folder, "given")]) mkdirSync(one, { recursive: true });
  return {
    given: join(folder, "given"),
    left,
    folders: [left],
    env: { PATH: process.env["PATH"], HOME: left, TMPDIR: join(left, "tmp"), ...keys },
    groupOf: (/** @type {string} */ path) =>
      !path.includes(state) ? "other files" : path.includes("history") ? "history" : "state",
    // The script has the params in its environment: whoever calls it so means it.
    knowing: /./,
  };
}

/** A script of `curl` and `openssl`, once for each action. @param {OtherRun} run */
export async function runScript(run) {
  const { given, env, ...watched } = place(run, "/state/");
  const sinks = [];
  for (const action of actions) {
    const more = { ...variables(run.url, action), BODY: body };
    const words = ["sh", script];
    sinks.push(
      ...(await runWatched({ ...watched, name: action, words, cwd: given, env: { ...env, ...more } })).sinks,
    );
  }
  return sinks;
}

/**
 * The script as a `local.Command` of `@pulumi/command`, in Pulumi YAML, the params as secrets of the config.
 * @param {OtherRun & { enginePath: string, hostPath: string, pluginPath: string }} run
 */
export async function runCommandProvider(run) {
  const { given, left, env, ...watched } = place(run, "/state/");
  mkdirSync(join(left, "state"));
  const pulumiEnv = {
    ...env,
    PATH: [run.enginePath, run.hostPath, run.pluginPath].map(dirname).join(":") + `:${env.PATH}`,
    PULUMI_BACKEND_URL: pathToFileURL(join(left, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_HOME: join(left, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
  const resource = (/** @type {string} */ action) => ({
    type: "command:local:Command",
    properties: {
      create: `sh '${script}'`,
      environment: {
        ...variables(run.url, action),
        BODY: { "fn::toJSON": Object.fromEntries(secrets.map(({ kind }) => [kind, `\${${kind}}`])) },
      },
    },
  });
  const program = {
    name: "leaks",
    runtime: "yaml",
    config: Object.fromEntries(secrets.map(({ kind }) => [kind, { type: "string" }])),
    resources: Object.fromEntries(actions.map((action) => [action, resource(action)])),
  };
  writeFileSync(join(given, "Pulumi.yaml"), JSON.stringify(program));
  /** @type {import("../findLeaks.js").Sink[]} */
  const sinks = [];
  const pulumi = async (
    /** @type {readonly string[]} */ words,
    /** @type {string | undefined} */ input = undefined,
  ) => {
    const all = ["pulumi", ...words, "--non-interactive", "--color", "never"];
    const given_ = input === undefined ? {} : { input };
    const end = await runWatched({
      ...watched,
      name: words.join(" "),
      words: all,
      cwd: given,
      env: pulumiEnv,
      ...given_,
    });
    sinks.push(...end.sinks);
  };
  await pulumi(["stack", "init", "dev"]);
  for (const { kind, value } of secrets) await pulumi(["config", "set", "--secret", kind], value);
  await pulumi(["up", "--yes", "--skip-preview", "--parallel", "1", "--continue-on-error"]);
  await pulumi(["up", "--yes", "--skip-preview", "--parallel", "1", "--continue-on-error"]);
  return sinks;
}

/**
 * The script in a `local-exec` of Terraform, the params as sensitive variables.
 * @param {OtherRun} run
 */
export async function runTerraform(run) {
  const { given, left, env, ...watched } = place(run, "terraform.tfstate");
  const settings = join(given, "empty.tfrc");
  const names = secrets.map(({ kind }) => kind);
  writeFileSync(settings, "");
  writeFileSync(
    join(given, "secrets.tfvars.json"),
    JSON.stringify(Object.fromEntries(secrets.map(({ kind, value }) => [kind, value]))),
  );
  const variable = (/** @type {string} */ name) =>
    `variable "${name}" {\n  type      = string\n  sensitive = true\n}\n`;
  const resource = (/** @type {string} */ action) => `resource "terraform_data" "${action}" {
  provisioner "local-exec" {
    command     = "sh '${script}'"
    environment = {
${Object.entries(variables(run.url, action))
  .map(([name, value]) => `      ${name} = ${JSON.stringify(value)}`)
  .join("\n")}
      BODY = jsonencode({ ${names.map((name) => `${name} = var.${name}`).join(", ")} })
    }
  }
}
`;
  writeFileSync(join(given, "main.tf"), [...names.map(variable), ...actions.map(resource)].join("\n"));
  /** @type {import("../findLeaks.js").Sink[]} */
  const sinks = [];
  const options = [
    `-state=${join(left, "terraform.tfstate")}`,
    "-var-file=secrets.tfvars.json",
    "-auto-approve",
  ];
  for (const words of [["init"], ["apply", ...options], ["apply", ...options, "-json"]]) {
    const end = await runWatched({
      ...watched,
      name: `terraform ${words[0]}`,
      words: ["terraform", ...words, "-input=false", "-no-color"],
      cwd: given,
      env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: settings, TF_IN_AUTOMATION: "1" },
    });
    sinks.push(...end.sinks);
  }
  return sinks;
}
