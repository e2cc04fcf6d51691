import { join } from "node:path";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import engineServices from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type engineMessages from "@pulumi/pulumi/proto/engine_pb.js";
import empties from "google-protobuf/google/protobuf/empty_pb.js";
import { describe, expect, test, vi } from "vitest";
import type { ValueObject } from "../../../src/model/value.ts";
import { nodePorts } from "../../../src/ports/nodePorts.ts";
import { serveProvider } from "../../../src/pulumi/serveProvider.ts";
import { createRuntime } from "../../../src/runtime.ts";
import { ProviderClient, urnOf } from "../../support/ProviderClient.ts";
import { failureOf, useScene } from "./scene.ts";

const scene = useScene();
const echo: ValueObject = { actionName: "echo", params: { a: 1 } };
const slow: ValueObject = { packageName: "tools", actionName: "slow", params: { ms: 300 } };

describe("a cancel", () => {
  test("lets a call in flight end, and starts none that waits", async () => {
    await scene.restart({ ...scene.config(), callsInFlight: "1" });
    const { provider, emulator } = scene;
    const inFlight = provider.create("one", slow);
    await emulator.ledger.whenRun(1);
    const waiting = failureOf(provider.create("two", echo));
    await vi.waitFor(() => expect(scene.events.some(({ key }) => key.name === "two")).toBe(true));
    await provider.cancel();
    expect((await waiting).message).toContain("NCF_NOT_SENT");
    expect((await waiting).kept).toBeUndefined();
    expect((await inFlight).outputs["outcome"]).toBe("succeeded");
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test("at the end of a run does not stop the next one, which configures anew", async () => {
    const { provider } = scene;
    const created = await provider.create("one", echo);
    await provider.cancel();
    await provider.configure(scene.config());
    expect((await provider.update("one", created, { ...echo, params: { a: 2 } })).outputs).toMatchObject({
      generation: 2,
    });
  });
});

describe("another version of the package", () => {
  test("changes no state and calls nothing", async () => {
    const created = await scene.provider.create("one", echo);
    await scene.restart({ ...scene.config(), version: "99.0.0" });
    expect(await scene.provider.check("one", echo, created.inputs)).toEqual({ inputs: echo, failures: [] });
    expect((await scene.provider.diff("one", created, echo)).changes).toBe(false);
    expect(await scene.provider.read("one", created.id, created)).toEqual(created);
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("that wrote state which this one cannot read is named in the error", async () => {
    const created = await scene.provider.create("one", echo);
    const newer = { ...(created.outputs["__state"] as ValueObject), version: 2 };
    const old = { ...created, outputs: { ...created.outputs, __state: newer } };
    const { message } = await failureOf(scene.provider.diff("one", old, echo));
    expect(message).toContain("NCF_STATE_INVALID");
    expect(message).toContain("version 2");
  });
});

test("events are written to the engine's log, with their resource", async () => {
  const logged: (readonly [string, string])[] = [];
  const engine = new grpc.Server();
  const log: grpc.handleUnaryCall<engineMessages.LogRequest, empties.Empty> = ({ request }, done) => {
    logged.push([request.getUrn(), request.getMessage()]);
    done(null, new empties.Empty());
  };
  engine.addService(engineServices.EngineService, { log });
  const port = await promisify(engine.bindAsync.bind(engine))(
    "127.0.0.1:0",
    grpc.ServerCredentials.createInsecure(),
  );
  const env = { NCF_JOURNAL: join(scene.home, "journal") };
  const server = await serveProvider({
    createRuntime: (options) => createRuntime({ ...options, ports: { ...nodePorts(), env } }),
  });
  const provider = ProviderClient.connect(server.port);
  try {
    await provider.handshake(`127.0.0.1:${port}`);
    await provider.configure(scene.config());
    await provider.create("one", { ...slow, timeout: 0 });
    await vi.waitFor(() => expect(logged).not.toEqual([]));
    expect(logged).toEqual([[urnOf("one"), expect.stringContaining("tools/slow")]]);
  } finally {
    provider.close();
    await server.close();
    engine.forceShutdown();
  }
});

test("1,000 resources run their steps in parallel", async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `r${at}`);
  const checked = await Promise.all(names.map((name) => scene.provider.check(name, echo)));
  expect(checked.every(({ failures }) => failures.length === 0)).toBe(true);
  const planned = await Promise.all(
    names.map((name) => scene.provider.create(name, echo, { preview: true })),
  );
  expect(new Set(planned.map(({ outputs }) => outputs["address"])).size).toBe(1);
});
