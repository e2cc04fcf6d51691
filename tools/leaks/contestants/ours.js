import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { literal, secrets, witness } from "../secrets.js";
import { errorsOf, returnPaths } from "../service.js";
import { processesBelow, runWatched } from "../watch.js";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** Key pair of the calls; it opens nothing else. */
const keys = { accessKey: "AK-leaks", secretKey: "SK-4f1d7be20c93aa58" };
/** The secret key is a secret of every message as well. */
export const ownSecrets = [
  ...secrets,
  literal,
  {
    kind: "secretKey",
    type: /** @type {const} */ ("string"),
    value: keys.secretKey,
    texts: [keys.secretKey],
  },
];

/**
 * @typedef {object} OwnRun
 * @property {string} folder - Empty directory.
 * @property {Awaited<ReturnType<typeof import("../service.js").startService>>} service
 * @property {string} enginePath - Pulumi's CLI.
 * @property {string} pluginFolder - Directory of a `pulumi-resource-command`.
 * @property {{ url: string, env: Readonly<Record<string, string>>, directory: string }} [bucket] - S3 service with a bucket for a journal.
 */

/**
 * Runs this package's commands on a stack that has every secret, each of which comes back in every way.
 * @param {OwnRun} run
 * @returns {Promise<import("../findLeaks.js").Sink[]>}
 */
export async function runOurs({ folder, service, enginePath, pluginFolder, bucket }) {
  const given = join(folder, "given");
  const left = join(folder, "left");
  for (const one of [given, left, join(left, "state"), join(left, "tmp")])
    mkdirSync(one, { recursive: true });
  for (const { kind, value } of secrets) writeFileSync(join(given, kind), value);
  mkdirSync(join(given, ".ncloud"));
  writeFileSync(
    join(given, ".ncloud", "configure"),
    `[DEFAULT]\nncloud_access_key_id = ${keys.accessKey}\nncloud_secret_access_key = ${keys.secretKey}\n`,
  );
  writeFileSync(join(given, "stack.yaml"), JSON.stringify(stackFile(service.url), undefined, 1));
  writeFileSync(join(given, "wrong.yaml"), wrongFile);
  const options = [
    "--stack",
    "dev",
    "--config",
    "ncf:callsInFlight=900",
    ...secrets.flatMap(({ kind }) => ["--secret-file", `${kind}=${join(given, kind)}`]),
  ];
  const env = {
    PATH: `${dirname(enginePath)}:${pluginFolder}:${process.env["PATH"]}`,
    // It has the key pair, which so is in no environment.
    HOME: given,
    PULUMI_BACKEND_URL: pathToFileURL(join(left, "state")).href,
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_HOME: join(left, "home"),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    NCF_JOURNAL: join(left, "journal.jsonl"),
    TMPDIR: join(left, "tmp"),
  };
  const inGitHub = {
    GITHUB_ACTIONS: "true",
    GITHUB_OUTPUT: join(left, "github-output"),
    GITHUB_STEP_SUMMARY: join(left, "step-summary"),
  };
  /** @type {import("../findLeaks.js").Sink[]} */
  const sinks = [];
  /**
   * @param {readonly string[]} words
   * @param {Partial<import("../watch.js").WatchedCommand> & { more?: Readonly<Record<string, string>> }} [options]
   */
  const ncf = async (words, { more = {}, folders = [left], ...rest } = {}) => {
    const name = `ncf ${words.slice(0, 2).join(" ")}`;
    const end = await runWatched({
      name: name.replace(folder, ""),
      words: [process.execPath, main, ...words],
      cwd: given,
      env: { ...env, ...more },
      knowing,
      folders,
      groupOf,
      ...rest,
    });
    sinks.push(...end.sinks);
    return end;
  };
  const change = [...options, "--parallel", "900"];

  const count = Object.keys(stackFile(service.url).resources).length;

  await ncf(["validate", "wrong.yaml"]);
  await ncf(["preview", "stack.yaml", ...options, "--plan", join(left, "plan.json")]);
  service.expect(count);
  await ncf(["up", "stack.yaml", ...change, "--yes"]);
  // Those that succeeded, are pending or unknown are not called again.
  service.expect(count - 6);
  await ncf(["up", "stack.yaml", ...change, "--yes", "--json"], { more: inGitHub });
  await ncf(["refresh", "stack.yaml", ...change, "--yes"]);
  for (const words of [
    ["outputs", "stack.yaml", "--stack", "dev"],
    ["history", "--project", "leaks", "--stack", "dev"],
    ["resolve", "garbage-all", "--project", "leaks", "--stack", "dev"],
  ])
    await ncf(words);
  service.expect(1);
  await ncf(["destroy", "stack.yaml", ...change, "--yes"]);

  // The engine dies with a dump of what it was doing.
  const isOver = { value: false };
  await ncf(["preview", "stack.yaml", ...options], {
    onStart: (pid) => void killEngine(pid, () => isOver.value),
  });
  isOver.value = true;

  for (const [place, more, folders] of /** @type {const} */ ([
    [join(left, "one-shot.jsonl"), {}, [left]],
    [pathToFileURL(join(left, "journals")).href, {}, [left]],
    ...(bucket === undefined ? [] : [[bucket.url, bucket.env, [left, bucket.directory]]]),
  ])) {
    const params = JSON.stringify(Object.fromEntries(secrets.map(({ kind, value }) => [kind, value])));
    const hidden = secrets.flatMap(({ kind }) => ["--secret-param", `/${kind}`]);
    for (const action of ["error-pem-0", "facts-all", "gateway-all"]) {
      const words = [
        "invoke",
        action,
        "--endpoint",
        service.url,
        "--key",
        action,
        "--wait",
        "0",
        "--params",
        "-",
        ...hidden,
      ];
      await ncf(words, { more: { ...more, NCF_JOURNAL: place }, folders: [...folders], input: params });
    }
  }
  return sinks;
}

/** The plugin of commands: what it starts has secrets in its environment because the stack file says so. */
const knowing = /resource-command|commandPlugin/;

/** @param {string} path */
function groupOf(path) {
  if (/journal|one-shot|ncf-test/.test(path)) return "journal";
  if (/github-output|step-summary/.test(path)) return "report";
  if (/plan\.json/.test(path)) return "plan";
  if (path.includes("/state/")) return path.includes("history") ? "history" : "state";
  return "other files";
}

/** @param {string} url */
function stackFile(url) {
  const all = [...secrets, literal];
  const valueOf = (/** @type {import("../secrets.js").LeakSecret} */ secret) =>
    secret === literal ? { "fn::secret": literal.value } : `\${${secret.kind}}`;
  const params = {
    ...Object.fromEntries(all.map((secret) => [secret.kind, valueOf(secret)])),
    // A text of which one is a part.
    part: "see <${word}>",
  };
  const follow = { timeout: 60_000, waitFor: 0 };
  const errors = secrets.flatMap((secret) =>
    errorsOf(secret).map((_error, at) => `error-${secret.kind}-${at}`),
  );
  const calls = [...errors, ...returnPaths.filter((path) => path !== "error").map((path) => `${path}-all`)];
  const resource = (/** @type {string} */ actionName) => {
    const inputs = { actionName, endpoint: url, params };
    switch (actionName) {
      case "check-all":
        return { type: "ncf:ActionCheck", properties: { ...inputs, every: "60s", within: "60s" } };
      case "schema-all": {
        const resultSchema = { type: "object", additionalProperties: false };
        return { type: "ncf:ActionInvocation", properties: { ...inputs, ...follow, resultSchema } };
      }
      case "result-all": {
        const onDelete = { actionName: "error-pem-0" };
        return { type: "ncf:ActionInvocation", properties: { ...inputs, ...follow, onDelete } };
      }
      default:
        return { type: "ncf:ActionInvocation", properties: { ...inputs, ...follow } };
    }
  };
  const shown = {
    type: "ncf:ActionInvocation",
    properties: { actionName: "error-witness", endpoint: url, params: { seen: witness }, ...follow },
  };
  const environment = Object.fromEntries(
    all.map((secret) => [
      `S_${secret.kind}`,
      secret.type === "string" ? valueOf(secret) : { "fn::toJSON": valueOf(secret) },
    ]),
  );
  const command = {
    type: "command:local:Command",
    properties: {
      environment,
      // It fails when the actions do, and not before.
      create: `'${process.execPath}' -e 'void fetch(process.argv[1], { method: "POST" })' ${url}/actions/command-wait; echo ${witness} >&2; env | grep -A9 '^S_' >&2; printf %s "$S_literal" | base64 >&2; exit 7`,
    },
  };
  return {
    name: "leaks",
    config: Object.fromEntries(secrets.map(({ kind, type }) => [kind, { type, secret: true }])),
    resources: {
      ...Object.fromEntries(calls.map((name) => [name, resource(name)])),
      "error-witness": shown,
      command,
    },
    outputs: Object.fromEntries(secrets.map(({ kind }) => [kind, `\${${kind}}`])),
  };
}

/** A stack file that holds a secret on each line of a mistake. */
const wrongFile = `name: leaks
variables:
  a: { fn::secret: ${literal.value}, b: 1 }
resources:
  one: { type: "ncf:ActionInvocation", properties: { actionName: { fn::secret: ${literal.value} }, nosuch: 1 } }
  # ${witness}
  ${witness}: { type: "nosuch:${witness}" }
`;

/**
 * Ends the engine below a process with a signal at which it prints what it was doing, once it has started the plugin of commands.
 * @param {number} pid
 * @param {() => boolean} isOver
 */
async function killEngine(pid, isOver) {
  while (!isOver()) {
    await new Promise((resolve) => void setTimeout(resolve, 10));
    const below = processesBelow(pid);
    const engine = below.find(({ parent, commandLine }) => parent === pid && commandLine.includes("pulumi"));
    if (engine === undefined || !below.some(({ commandLine }) => knowing.test(commandLine))) continue;
    process.kill(engine.pid, "SIGQUIT");
    return;
  }
}
