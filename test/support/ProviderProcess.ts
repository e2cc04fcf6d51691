import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import grpc, { type ServiceError } from "@grpc/grpc-js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import type { JsonObject } from "../../src/model/json.ts";
import { nodeProcessTable } from "../../src/ports/nodeProcesses.ts";
import { serializedProvider } from "../../src/pulumi/serializedProvider.ts";
import { processesBelow } from "./processesBelow.ts";

const { Struct } = structs;
const engineStandIn = fileURLToPath(new URL("engineStandIn.js", import.meta.url));
const urn = urnOf("one");
const changesOf = { 0: "unknown", 1: "none", 2: "some" } as const;

/** What a provider process is started with. */
export interface ProviderProcessOptions {
  /** The stack's config; keys have the form `ncf:region`. */
  readonly config?: Readonly<Record<string, string>>;
  /** The environment beside `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  /** The working directory, from which the package is resolved. @default the repository */
  readonly folder?: string;
  /** Starts it by its launcher below a process that stands for the engine and can be killed. @default false */
  readonly hasEngine?: boolean;
}

/** What a call of the provider process failed with, as the engine sees it. */
export class ProviderFailure extends Error {
  /** Set when there is a resource although the step failed. */
  readonly kept:
    { readonly id: string; readonly outs: JsonObject; readonly reasons: readonly string[] } | undefined;

  constructor(error: ServiceError) {
    super(error.details);
    const [bytes] = error.metadata.get("grpc-status-details-bin");
    if (bytes === undefined) return;
    const [detail] = statuses.Status.deserializeBinary(bytes as Buffer).getDetailsList();
    const kept = detail?.unpack(
      (all: Uint8Array) => messages.ErrorResourceInitFailed.deserializeBinary(all),
      "pulumirpc.ErrorResourceInitFailed",
    );
    if (kept === undefined || kept === null) throw new Error("the details are of another type");
    this.kept = { id: kept.getId(), outs: fromStruct(kept.getProperties()), reasons: kept.getReasonsList() };
  }
}

/** The SDK's own dynamic provider process, driven in the engine's place with the SDK's own protocol files. */
export class ProviderProcess {
  readonly #child: ChildProcess;
  readonly #client: InstanceType<typeof services.ResourceProviderClient>;
  readonly #output: { stdout: string; stderr: string };
  readonly #ownFolder: string;
  #createCount = 0;
  #orphans: readonly number[] = [];

  private constructor(
    child: ChildProcess,
    port: string,
    output: { stdout: string; stderr: string },
    ownFolder: string,
  ) {
    this.#child = child;
    this.#output = output;
    this.#ownFolder = ownFolder;
    this.#client = new services.ResourceProviderClient(
      `127.0.0.1:${port}`,
      grpc.credentials.createInsecure(),
    );
  }

  /** Starts a process and configures it. The package has to be built. */
  static async start(options: ProviderProcessOptions = {}): Promise<ProviderProcess> {
    const { config = {}, env = {}, folder = fileURLToPath(new URL("../..", import.meta.url)) } = options;
    const program = createRequire(import.meta.url).resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");
    // It asks nothing of the engine, whose address it insists on.
    const words = options.hasEngine ? [engineStandIn] : [program, "127.0.0.1:1"];
    const ownFolder = mkdtempSync(join(tmpdir(), "ncf-provider-"));
    const child = spawn(process.execPath, words, {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: folder, NCF_JOURNAL: join(ownFolder, "journal.jsonl"), ...env },
    });
    const output = { stdout: "", stderr: "" };
    child.stderr.on("data", (chunk) => (output.stderr += String(chunk)));
    const port = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`it ended with code ${code}: ${output.stderr}`)));
      child.stdout.on("data", (chunk) => {
        output.stdout += String(chunk);
        if (output.stdout.includes("\n")) resolve(output.stdout.trim());
      });
    });
    const started = new ProviderProcess(child, port, output, ownFolder);
    const request = new messages.ConfigureRequest();
    request.setArgs(Struct.fromJavaScript(config));
    await started.#call("configure", request);
    return started;
  }

  /** Everything that was printed so far. */
  get output(): { readonly stdout: string; readonly stderr: string } {
    return this.#output;
  }

  async check(news: JsonObject, olds: JsonObject = {}): Promise<{ inputs: JsonObject; failures: string[] }> {
    const request = new messages.CheckRequest();
    request.setUrn(urn);
    request.setOlds(Struct.fromJavaScript({ ...olds }));
    request.setNews(toStruct(news));
    const answer = await this.#call<InstanceType<typeof messages.CheckResponse>>("check", request);
    const failures = answer.getFailuresList();
    return {
      inputs: fromStruct(answer.getInputs()),
      failures: failures.map((one) => `${one.getProperty()}|${one.getReason()}`),
    };
  }

  async diff(id: string, olds: JsonObject, news: JsonObject): Promise<"some" | "none" | "unknown"> {
    const request = new messages.DiffRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(news));
    return changesOf[
      (await this.#call<InstanceType<typeof messages.DiffResponse>>("diff", request)).getChanges()
    ];
  }

  /** Creates a resource; each one has a name of its own. */
  async create(news: JsonObject): Promise<{ id: string; outs: JsonObject }> {
    this.#createCount += 1;
    const own = urnOf(`one-${this.#createCount}`);
    const request = new messages.CreateRequest();
    request.setUrn(own);
    request.setProperties(toStruct(withUrn(news, own)));
    const answer = await this.#call<InstanceType<typeof messages.CreateResponse>>("create", request);
    return { id: answer.getId(), outs: fromStruct(answer.getProperties()) };
  }

  async update(id: string, olds: JsonObject, news: JsonObject): Promise<{ outs: JsonObject }> {
    const { key } = olds["__state"] as { readonly key: { readonly name: string } };
    const own = urnOf(key.name);
    const request = new messages.UpdateRequest();
    request.setId(id);
    request.setUrn(own);
    request.setOlds(toStruct(olds));
    request.setNews(toStruct(withUrn(news, own)));
    const answer = await this.#call<InstanceType<typeof messages.UpdateResponse>>("update", request);
    return { outs: fromStruct(answer.getProperties()) };
  }

  async read(id: string, props: JsonObject): Promise<{ id: string; props: JsonObject }> {
    const request = new messages.ReadRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(toStruct(props));
    const answer = await this.#call<InstanceType<typeof messages.ReadResponse>>("read", request);
    return { id: answer.getId(), props: fromStruct(answer.getProperties()) };
  }

  async delete(id: string, props: JsonObject): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setId(id);
    request.setUrn(urn);
    request.setProperties(toStruct(props));
    await this.#call("delete", request);
  }

  /** Kills the engine that it was started with, and answers the ids of the processes that were below it. */
  async killEngine(): Promise<number[]> {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error("it was not started");
    const below = processesBelow(pid).map((one) => one.pid);
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
    this.#orphans = below;
    return below;
  }

  async close(): Promise<void> {
    this.#client.close();
    rmSync(this.#ownFolder, { recursive: true, force: true });
    const table = nodeProcessTable();
    for (const pid of this.#orphans) if (table.at(pid) !== undefined) process.kill(pid, "SIGKILL");
    if (this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  #call<Answer>(method: string, request: object): Promise<Answer> {
    type Call = (request: object, callback: (error: ServiceError | null, answer: Answer) => void) => void;
    const call = (this.#client as unknown as Record<string, Call>)[method] as Call;
    return new Promise((resolve, reject) => {
      call.call(this.#client, request, (error, answer) => {
        if (error === null) resolve(answer);
        else reject(new ProviderFailure(error));
      });
    });
  }
}

function urnOf(name: string): string {
  return `urn:pulumi:test::test::pulumi-nodejs:dynamic/ncf:ActionInvocation::${name}`;
}

/** Inputs with the URN that the resource puts among its hidden ones. */
function withUrn(props: JsonObject, own: string): JsonObject {
  return { ...props, __step: { urn: own, ...(props["__step"] as JsonObject | undefined) } };
}

/** Properties as the engine sends them: every resource's carry the code of the provider. */
function toStruct(props: JsonObject): InstanceType<typeof Struct> {
  return Struct.fromJavaScript({ __provider: serializedProvider, ...withUrn(props, urn) });
}

function fromStruct(struct: InstanceType<typeof Struct> | undefined): JsonObject {
  return struct?.toJavaScript() ?? {};
}
