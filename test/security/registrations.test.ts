import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type * as grpcTypes from "@grpc/grpc-js";
import { DeploymentEnded, connectMonitor } from "../../src/pulumi/stack/monitor.ts";
import { grpc } from "../../src/pulumi/protocol.ts";
import { resources, resourceServices } from "../../src/pulumi/stack/monitorProtocol.ts";
import { stackHost } from "../../src/pulumi/stack/stackHost.ts";
import { runStack } from "../../src/stack/run/runStack.ts";
import { openNcfFolder, type NcfFolder } from "../support/openNcfFolder.ts";
import { callWith, checkText } from "./stackText.ts";

type Answer = (done: (error: Partial<grpcTypes.ServiceError> | null, response?: unknown) => void) => void;

/** How a monitor can fail to register a resource. */
const failures: Readonly<Record<string, Answer>> = {
  "refuses it": (done) => done({ code: grpc.status.INVALID_ARGUMENT, details: "no such parent" }),
  "is not implemented": (done) => done({ code: grpc.status.UNIMPLEMENTED, details: "unknown method" }),
  "sends what is no response": (done) =>
    done(null, { serializeBinary: () => Uint8Array.of(0xff, 0xff, 0xff) }),
  "sends a struct that ends in the middle": (done) =>
    done(null, { serializeBinary: () => Uint8Array.of(0x1a, 2, 0x0a, 9) }),
};

describe("a registration that fails ends the run", () => {
  let server: grpcTypes.Server;
  let answer: Answer;
  let address: string;
  beforeEach(async () => {
    server = new grpc.Server();
    const method = resourceServices.ResourceMonitorService.registerResource;
    const raw = {
      ...method,
      responseSerialize: (response: { readonly serializeBinary: () => Uint8Array }) =>
        Buffer.from(response.serializeBinary()),
    };
    server.addService(
      { registerResource: raw },
      {
        registerResource: (_call: unknown, done: Parameters<Answer>[0]) => answer(done),
      },
    );
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error === null ? resolve(bound) : reject(error),
      );
    });
    address = `127.0.0.1:${port}`;
  });
  afterEach(() => server.forceShutdown());

  async function run(): Promise<unknown> {
    const connection = connectMonitor(address);
    const { checked } = checkText(callWith("{ toString: t }"));
    if (checked === undefined) throw new Error("the text has a mistake");
    const host = stackHost({
      monitor: connection,
      rootUrn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
      isPreview: false,
      pulumi: { project: "p", stack: "dev", organization: "o", cwd: "/" },
      readText: () => undefined,
      config: {},
      path: "/stack.yaml",
      sourcePath: "/stack.yaml",
      pluginFolder: "/",
    });
    try {
      return await runStack(checked, host);
    } finally {
      connection.close();
    }
  }

  test.each(Object.entries(failures))("with a message, where the engine %s", async (_how, fails) => {
    answer = fails;
    await expect(run()).rejects.toThrow(/\S/);
  });

  test("where the engine is gone in the middle of it", async () => {
    answer = () => server.forceShutdown();
    await expect(run()).rejects.toThrow(DeploymentEnded);
  });

  test("and one that works does not", async () => {
    answer = (done) =>
      done(null, new resources.RegisterResourceResponse().setUrn("urn:pulumi:dev::p::t::a").setId("1"));
    await expect(run()).resolves.toEqual({ outputs: { r: null } });
  });
});

describe("`ncf up` ends with the engine's message", () => {
  let folder: NcfFolder;
  afterEach(() => folder.close());

  test.each([
    ["an alias that is no URN", 'aliases: ["urn:pulumi:nothing"]', "invalid alias URN"],
    [
      "a timeout that no clock has",
      "customTimeouts: { create: 99999999999999h }",
      "unable to parse customTimeout",
    ],
  ])("for %s", async (_what, option, message) => {
    folder = await openNcfFolder(`name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: echo }, options: { ${option} } }
outputs: { r: "\${a.result}" }
`);
    const { code, stderr } = await folder.run("ncf up stack.yaml --stack dev --yes");
    expect(code).toBe(6);
    expect(stderr).toContain(message);
    expect(folder.emulator.ledger.posts).toEqual([]);
  });
});
