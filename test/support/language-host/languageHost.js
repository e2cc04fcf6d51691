/**
 * A small Node language host: what the engine needs for `preview`, `up`, `refresh` and `destroy` of a project with
 * `runtime: nodejs`, in TypeScript or JavaScript. It speaks the LanguageRuntime protocol with the SDK's own proto files and
 * starts the SDK's own `cmd/run`, with the words that pulumi/pulumi's
 * `sdk/nodejs/cmd/pulumi-language-nodejs/main.go` gives it. What it leaves out answers UNIMPLEMENTED.
 *
 * Started by the engine, which gives its own address as the last word and reads the port from standard output.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import grpc from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/language_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/language_pb.js";
import plugins from "@pulumi/pulumi/proto/plugin_pb.js";
import { version } from "@pulumi/pulumi/version.js";
import { servePlugin } from "../servePlugin.js";

/** `cmd/run` has told the user everything already (its `nodeJSProcessExitedAfterLoggingUserActionableMessage`). */
const exitCodeTold = 32;

const engineAddress = process.argv.at(-1) ?? "";
const programs = new Set();

const server = new grpc.Server();
server.addService(services.LanguageRuntimeService, {
  handshake: answer(() => new messages.LanguageHandshakeResponse()),
  getRequiredPlugins: answer(() => new messages.GetRequiredPluginsResponse()),
  getRequiredPackages: answer(() => new messages.GetRequiredPackagesResponse()),
  getProgramDependencies: answer(() => new messages.GetProgramDependenciesResponse()),
  runtimeOptionsPrompts: answer(() => new messages.RuntimeOptionsResponse()),
  getPluginInfo: answer(() => new plugins.PluginInfo().setVersion(version)),
  about: answer(() =>
    new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version),
  ),
  installDependencies: (call) => call.end(),
  run: (call, reply) => void runProgram(call.request).then((response) => reply(null, response), reply),
  cancel: answer(() => {
    for (const program of programs) program.kill("SIGINT");
    return new empty.Empty();
  }),
});
servePlugin(server);

function answer(make) {
  return (_call, reply) => reply(null, make());
}

/** Runs the program to its end, its output going where this process's goes. */
async function runProgram(request) {
  const info = request.getInfo();
  const resolve = createRequire(join(info.getProgramDirectory(), "program.js")).resolve;
  const words = [resolve("@pulumi/pulumi/cmd/run"), ...runWords(request, info)];
  const program = spawn(process.execPath, words, {
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: String(info.getOptions()?.toJavaScript().typescript !== false),
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  programs.add(program);
  const end = await new Promise((done, fail) => {
    program.on("error", fail);
    program.on("exit", (code, signal) => done(code ?? signal));
  });
  programs.delete(program);
  const response = new messages.RunResponse();
  if (end === exitCodeTold) return response.setBail(true);
  return end === 0 ? response : response.setError(`Program exited with non-zero exit code: ${end}`);
}

function runWords(request, info) {
  const options = {
    monitor: request.getMonitorAddress(),
    engine: engineAddress,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(options).filter(([, value]) => value !== "");
  return [
    ...given.flatMap(([name, value]) => [`--${name}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}
