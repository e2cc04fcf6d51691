import type * as grpcTypes from "@grpc/grpc-js";
import type messages from "@pulumi/pulumi/proto/language_pb.js";
import type { ValueObject } from "../model/value.ts";
import { grpc, plugins } from "../pulumi/protocol.ts";
import { connectMonitor, type Monitor } from "../pulumi/stack/monitor.ts";
import { languages, languageServices } from "./languageProtocol.ts";

/** Program that this process runs for the engine. */
export type Program = (run: ProgramRun) => Promise<ValueObject>;

/** Run of a program. */
export interface ProgramRun {
  readonly monitor: Monitor;
  /** URN of the stack, the parent of all resources. */
  readonly rootUrn: string;
  readonly project: string;
  /** Name of the stack, without its organization. */
  readonly stack: string;
  readonly organization: string;
  /** Directory of the project file. */
  readonly rootFolder: string;
  /** `true` in a preview, which changes nothing. */
  readonly isDryRun: boolean;
  /** Stack config by key, `ncf:region`; secrets in clear. */
  readonly config: ReadonlyMap<string, string>;
  readonly secretKeys: ReadonlySet<string>;
}

/** Result of a program. */
export type ProgramEnd =
  | { readonly kind: "outputs"; readonly outputs: ValueObject }
  | { readonly kind: "failed"; readonly error: unknown };

/**
 * Serves the engine as the language host of one program. Only this process learns the result of the
 * program.
 */
export function addLanguageHost(
  server: grpcTypes.Server,
  program: Program,
  onEnd: (end: ProgramEnd) => void,
): void {
  server.addService(languageServices.LanguageRuntimeService, {
    handshake: handle(() => new languages.LanguageHandshakeResponse()),
    getPluginInfo: handle(() => new plugins.PluginInfo()),
    getRequiredPlugins: handle(() => new languages.GetRequiredPluginsResponse()),
    getRequiredPackages: handle(() => new languages.GetRequiredPackagesResponse()),
    run: handle(async (request: messages.RunRequest) => {
      try {
        onEnd({ kind: "outputs", outputs: await runProgram(request, program) });
        return new languages.RunResponse();
      } catch (error) {
        onEnd({ kind: "failed", error });
        // This process reports the error itself, in more detail.
        return new languages.RunResponse().setBail(true);
      }
    }),
  });
}

async function runProgram(request: messages.RunRequest, program: Program): Promise<ValueObject> {
  const connection = connectMonitor(request.getMonitorAddress());
  const [project, stack] = [request.getProject(), request.getStack()];
  try {
    const rootUrn = await connection.registerRoot(project, stack);
    const outputs = await program({
      monitor: connection,
      rootUrn,
      project,
      stack,
      organization: request.getOrganization(),
      rootFolder: request.getInfo()?.getRootDirectory() ?? "",
      isDryRun: request.getDryrun(),
      config: new Map(request.getConfigMap().entries()),
      secretKeys: new Set(request.getConfigsecretkeysList()),
    });
    await connection.registerOutputs(rootUrn, outputs);
    await connection.waitForShutdown();
    return outputs;
  } finally {
    connection.close();
  }
}

function handle<Request, Response>(
  method: (request: Request) => Response | Promise<Response>,
): grpcTypes.handleUnaryCall<Request, Response> {
  return (call, done) => {
    Promise.resolve(call.request)
      .then(method)
      .then(
        (response) => done(null, response),
        (error: unknown) => done({ code: grpc.status.UNKNOWN, details: String(error) }),
      );
  };
}
