/**
 * A small plugin of `@pulumi/command`: what the engine needs for `command:local:Command`, run by a shell. It speaks the
 * ResourceProvider protocol with the SDK's own proto files. A `command:remote:Command` can be previewed only; what else is left out
 * answers UNIMPLEMENTED. The words follow pulumi/pulumi-command's `provider/pkg/provider/local`.
 *
 * Started by the engine, which reads the port from standard output.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import grpc from "@grpc/grpc-js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { servePlugin } from "../servePlugin.js";

const shell = ["/bin/sh", "-c"];
/** The string by which the engine says that a value is not known yet. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const text = { type: "string" };
const texts = { type: "array", items: text };
const localInputs = {
  create: text,
  update: text,
  delete: text,
  stdin: text,
  dir: text,
  interpreter: texts,
  environment: { type: "object", additionalProperties: text },
  triggers: { type: "array", items: { $ref: "pulumi.json#/Any" } },
};

/** What Pulumi YAML checks a `command:local:Command` by. */
const schema = {
  name: "command",
  version: "1.2.1",
  resources: {
    "command:local:Command": {
      inputProperties: localInputs,
      properties: { ...localInputs, stdout: text, stderr: text },
    },
  },
};

const server = new grpc.Server();
server.addService(services.ResourceProviderService, {
  getPluginInfo: answer(() => new plugins.PluginInfo().setVersion("0.0.0-stand-in")),
  getSchema: answer(() => new messages.GetSchemaResponse().setSchema(JSON.stringify(schema))),
  checkConfig: answer((request) => new messages.CheckResponse().setInputs(request.getNews())),
  diffConfig: answer(() => new messages.DiffResponse()),
  configure: answer(() => new messages.ConfigureResponse()),
  check: answer(check),
  diff: answer(diff),
  create: answer(create),
  update: answer(update),
  delete: answer(remove),
  read: answer((request) =>
    new messages.ReadResponse()
      .setId(request.getId())
      .setProperties(request.getProperties())
      .setInputs(request.getInputs()),
  ),
  cancel: answer(() => new empty.Empty()),
});
servePlugin(server);

function answer(make) {
  return ({ request }, reply) => {
    void (async () => make(request))().then(
      (response) => reply(null, response),
      (error) => reply({ code: grpc.status.UNKNOWN, details: error.message }),
    );
  };
}

/** Refuses inputs of another type than the schema has, in the words of `pulumi-go-provider`, on which the real plugin is built. */
function check(request) {
  const inputs = request.getNews().toJavaScript();
  const isLocal = request.getUrn().includes("command:local:");
  const failures = Object.entries(isLocal ? localInputs : {}).flatMap(([name, type]) =>
    typeFailures(inputs[name], type, name),
  );
  return new messages.CheckResponse()
    .setInputs(request.getNews())
    .setFailuresList(
      failures.map(([property, reason]) =>
        new messages.CheckFailure().setProperty(property).setReason(reason),
      ),
    );
}

function typeFailures(value, { type, items, additionalProperties }, place) {
  if (type === undefined || value === undefined || value === null || value === unknown) return [];
  const found = Array.isArray(value) ? "array" : typeof value;
  if (found !== type) return [[place, `Field '${place}' must be a '${type}'; got '${found}' instead`]];
  if (type === "array") return value.flatMap((item, at) => typeFailures(item, items, `${place}[${at}]`));
  if (type !== "object") return [];
  return Object.entries(value).flatMap(([key, one]) =>
    typeFailures(one, additionalProperties, `${place}.${key}`),
  );
}

function diff(request) {
  const olds = request.getOldInputs().toJavaScript();
  const news = request.getNews().toJavaScript();
  const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
  return new messages.DiffResponse()
    .setChanges(messages.DiffResponse.DiffChanges[changed.length === 0 ? "DIFF_NONE" : "DIFF_SOME"])
    .setDiffsList(changed)
    .setReplacesList(changed.filter((name) => name === "triggers"));
}

async function create(request) {
  const inputs = request.getProperties().toJavaScript();
  const name = request.getUrn().split("::").at(-1);
  if (request.getUrn().includes("command:remote:")) throw new Error("the stand-in speaks no SSH");
  const outputs = await runCommand(inputs.create, inputs, {});
  return new messages.CreateResponse()
    .setId(`${name}${randomBytes(4).toString("hex")}`)
    .setProperties(structs.Struct.fromJavaScript({ ...inputs, ...outputs }));
}

async function update(request) {
  const inputs = request.getNews().toJavaScript();
  const outputs = await runCommand(inputs.update ?? inputs.create, inputs, request.getOlds().toJavaScript());
  return new messages.UpdateResponse().setProperties(
    structs.Struct.fromJavaScript({ ...inputs, ...outputs }),
  );
}

async function remove(request) {
  const olds = request.getProperties().toJavaScript();
  await runCommand(olds.delete, olds, olds);
  return new empty.Empty();
}

/** Runs one command to its end; without one the last outputs stay. */
async function runCommand(command, { dir, stdin, environment = {}, interpreter = shell }, olds) {
  const { stdout: oldStdout = "", stderr: oldStderr = "" } = olds;
  if (command === undefined) return { stdout: oldStdout, stderr: oldStderr };
  const [program, ...words] = [...interpreter, command];
  const child = spawn(program, words, {
    cwd: dir,
    env: {
      ...process.env,
      PULUMI_COMMAND_STDOUT: oldStdout,
      PULUMI_COMMAND_STDERR: oldStderr,
      ...environment,
    },
  });
  const said = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"]) {
    child[stream].setEncoding("utf8").on("data", (chunk) => (said[stream] += chunk));
  }
  // A command need not read its input.
  child.stdin.on("error", () => {}).end(stdin);
  const code = await new Promise((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  const stdout = said.stdout.replace(/\n$/, "");
  const stderr = said.stderr.replace(/\n$/, "");
  if (code !== 0) throw new Error(`exit status ${code}: running "${command}":\n${stdout}\n${stderr}`);
  return { stdout, stderr };
}
