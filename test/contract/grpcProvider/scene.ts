import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { afterEach, beforeEach } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator/index.ts";
import type { InvocationEvent } from "../../../src/invocation/events.ts";
import { SecretValue, type Value, type ValueObject } from "../../../src/model/value.ts";
import { nodePorts } from "../../../src/ports/nodePorts.ts";
import type { ConfigValues } from "../../../src/pulumi/providerSettings.ts";
import { type ProviderServer, serveProvider } from "../../../src/pulumi/serveProvider.ts";
import { fromWire } from "../../../src/pulumi/wire.ts";
import { createRuntime } from "../../../src/runtime.ts";
import { ProviderClient, StepFailure } from "../../support/ProviderClient.ts";
import { dummyKeys } from "../../support/signedFetch.ts";

const casesDir = fileURLToPath(new URL("../../cases", import.meta.url));
export const actionsDir = fileURLToPath(new URL("../../support/actions", import.meta.url));

/** A provider with an emulator behind it and a journal of its own, new for each test. */
export interface Scene {
  emulator: Emulator;
  server: ProviderServer;
  provider: ProviderClient;
  /** Directory of the journal. */
  home: string;
  events: InvocationEvent[];
  /** Serves another provider on the same journal, as an engine that starts anew does. */
  restart: (config?: ValueObject, settings?: ConfigValues) => Promise<void>;
  /** Config with which a provider calls the emulator. */
  config: () => ValueObject;
}

/** Config with which a provider calls an emulator. */
export function configOf({ url }: Pick<Emulator, "url">): ValueObject {
  return { endpoint: url, accessKey: dummyKeys.accessKey, secretKey: new SecretValue(dummyKeys.secretKey) };
}

/** Sets up a scene around each test of the file. */
export function useScene(): Scene {
  const scene = {} as Scene;
  const opened: { close: () => unknown }[] = [];

  async function serve(
    config: ValueObject = configOf(scene.emulator),
    settings: ConfigValues = {},
  ): Promise<void> {
    const env = { NCF_JOURNAL: join(scene.home, "journal") };
    scene.server = await serveProvider({
      settings,
      onEvent: (event) => scene.events.push(event),
      createRuntime: (options) => createRuntime({ ...options, ports: { ...nodePorts(), env } }),
    });
    scene.provider = await ProviderClient.start(scene.server.port, config);
    opened.push(scene.provider, scene.server);
  }

  beforeEach(async () => {
    scene.events = [];
    scene.home = await mkdtemp(join(tmpdir(), "ncf-provider-"));
    scene.emulator = await startEmulator({ actionsDir, allowRead: [casesDir], credentials: dummyKeys });
    scene.restart = serve;
    scene.config = () => configOf(scene.emulator);
    await serve();
  });
  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
    await scene.emulator.close();
    await rm(scene.home, { recursive: true });
  });
  return scene;
}

/** Returns a value that the engine writes with marks of its own. */
export function fromEngine(value: structs.JavaScriptValue): Value {
  return fromWire(structs.Struct.fromJavaScript({ value }))["value"] as Value;
}

/** Returns how a step failed. */
export async function failureOf(step: Promise<unknown>): Promise<StepFailure> {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof StepFailure)) throw new Error("the step did not fail");
  return error;
}
