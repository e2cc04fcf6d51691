/**
 * The floor: the least that one process can do to deploy N resources on the real engine. It starts the Pulumi CLI once, is both its language host
 * and its provider, registers the inputs that `ncf` registers and returns outputs of the same shape at once. It reads no stack file, checks
 * nothing, keeps no journal and shows nothing. `up` sends one signed POST for each resource it creates; `preview` and an `up` without changes
 * send none.
 *
 * `node floor.js up|preview PULUMI COUNT ORIGIN`, in a directory with a `Pulumi.yaml`, on an existing stack
 */
import { spawn } from "node:child_process";
import http from "node:http";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import hosts from "@pulumi/pulumi/proto/language_grpc_pb.js";
import host from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import providers from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import monitors from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import monitor from "@pulumi/pulumi/proto/resource_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import struct, { type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb.js";
import { callTarget, parallel, signedCallHeaders, stackName } from "./settings.ts";

type Fields = Record<string, JavaScriptValue>;

const [operation, pulumi, count, origin] = process.argv.slice(2) as [string, string, string, string];
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const agent = new http.Agent({ keepAlive: true });

const server = new grpc.Server();
server.addService(hosts.LanguageRuntimeService, {
  handshake: handle(() => new host.LanguageHandshakeResponse()),
  getPluginInfo: handle(() => new plugin.PluginInfo()),
  getRequiredPlugins: handle(() => new host.GetRequiredPluginsResponse()),
  getRequiredPackages: handle(() => new host.GetRequiredPackagesResponse()),
  run: handle(run),
});
server.addService(providers.ResourceProviderService, {
  handshake: handle(() => new provider.ProviderHandshakeResponse().setAcceptSecrets(true)),
  attach: handle(() => new empty.Empty()),
  cancel: handle(() => new empty.Empty()),
  getPluginInfo: handle(() => new plugin.PluginInfo()),
  checkConfig: handle((news: provider.CheckRequest) =>
    new provider.CheckResponse().setInputs(news.getNews()),
  ),
  configure: handle(() => new provider.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true)),
  check: handle((news: provider.CheckRequest) => new provider.CheckResponse().setInputs(news.getNews())),
  diff: handle(() => new provider.DiffResponse().setChanges(provider.DiffResponse.DiffChanges.DIFF_NONE)),
  create: handle(create),
});

const bind = promisify(server.bindAsync.bind(server));
const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
const words = `--stack ${stackName} --parallel ${parallel} --client 127.0.0.1:${port} --exec-kind auto.inline`;
const engine = spawn(
  pulumi,
  [
    operation,
    ...(operation === "up" ? ["--yes", "--skip-preview"] : []),
    "--non-interactive",
    ...words.split(" "),
  ],
  { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, PULUMI_DEBUG_PROVIDERS: `ncf:${port}` } },
);
engine.on("exit", (code) => process.exit(code ?? 1));

/** Makes a handler of a method that takes one message and returns one. */
function handle<Request, Response>(method: (request: Request) => Response | Promise<Response>) {
  return (call: grpc.ServerUnaryCall<Request, Response>, done: grpc.sendUnaryData<Response>): void => {
    Promise.resolve(call.request)
      .then(method)
      .then((response) => done(null, response), done);
  };
}

/** The program: registers the stack, all resources at once, and the stack's outputs. */
async function run(request: host.RunRequest): Promise<host.RunResponse> {
  const client = new monitors.ResourceMonitorClient(
    request.getMonitorAddress(),
    grpc.credentials.createInsecure(),
  );
  const register = promisify<monitor.RegisterResourceRequest, monitor.RegisterResourceResponse>(
    client.registerResource.bind(client),
  );
  const name = `${request.getProject()}-${request.getStack()}`;
  const root = await register(
    new monitor.RegisterResourceRequest().setType("pulumi:pulumi:Stack").setName(name),
  );
  const registered = await Promise.all(
    Array.from({ length: Number(count) }, (_, number) =>
      register(
        new monitor.RegisterResourceRequest()
          .setType("ncf:index:ActionInvocation")
          .setName(`migrate-${number}`)
          .setParent(root.getUrn())
          .setCustom(true)
          .setAcceptsecrets(true)
          .setSupportspartialvalues(true)
          .setObject(
            toStruct({ actionName: "migrate", packageName: "db", params: { version: "2026-11", number } }),
          ),
      ),
    ),
  );
  const last = registered.at(-1)?.getObject()?.toJavaScript()["activationId"] ?? null;
  await promisify(client.registerResourceOutputs.bind(client) as never)(
    new monitor.RegisterResourceOutputsRequest().setUrn(root.getUrn()).setOutputs(toStruct({ last })),
  );
  await promisify(client.signalAndWaitForShutdown.bind(client) as never)(new empty.Empty());
  return new host.RunResponse();
}

/** The create of the provider: one POST, except in a preview. */
async function create(step: provider.CreateRequest): Promise<provider.CreateResponse> {
  const inputs = step.getProperties()?.toJavaScript() as Fields;
  if (step.getPreview()) {
    return new provider.CreateResponse().setProperties(toStruct({ ...inputs, ...outputsOf(() => unknown) }));
  }
  const record = await post(JSON.stringify(inputs["params"]));
  const id = record["activationId"] as string;
  const outputs = outputsOf((output) => record[output] ?? output);
  return new provider.CreateResponse().setId(id).setProperties(toStruct({ ...inputs, ...outputs }));
}

function outputsOf(value: (name: string) => JavaScriptValue): Fields {
  const names =
    "activationId result status success start end duration name namespace subject outcome attempts generation invokedAt address";
  return Object.fromEntries(names.split(" ").map((name) => [name, value(name)]));
}

async function post(body: string): Promise<Fields> {
  const headers = { ...signedCallHeaders(`${Date.now()}`), "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    http
      .request(`${origin}${callTarget}`, { method: "POST", agent, headers }, (response) => {
        let all = "";
        response.setEncoding("utf8").on("data", (part: string) => (all += part));
        response.on("end", () => {
          const { content } = JSON.parse(all) as { content: Fields & { response: Fields } };
          resolve({ ...content, ...content.response });
        });
      })
      .on("error", reject)
      .end(body);
  });
}

function toStruct(fields: Fields): struct.Struct {
  return struct.Struct.fromJavaScript(fields);
}
