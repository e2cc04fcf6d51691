import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulator, startEmulator, throttle } from "../../src/emulator/index.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { readSettings } from "../../src/resource/settings.ts";
import type { StepInputs } from "../../src/resource/steps.ts";
import { createRuntime, type Runtime } from "../../src/runtime.ts";
import { type OtlpCollector, startOtlpCollector } from "../support/otlpCollector.ts";
import { providerConfig } from "../support/providerConfig.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const variables = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_SERVICE_NAME",
  "OTEL_EXPORTER_OTLP_INSECURE",
];
const before = variables.map((name) => [name, process.env[name]] as const);
let emulator: Emulator;
let collector: OtlpCollector;
let folder: string;
beforeEach(async () => {
  emulator = await startEmulator({
    actionsDir: fileURLToPath(new URL("../support/actions", import.meta.url)),
    credentials: dummyKeys,
  });
  collector = await startOtlpCollector();
  folder = mkdtempSync(join(tmpdir(), "ncf-traces-"));
});
afterEach(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await emulator.close();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens a runtime in a process with such variables: the exporter reads them itself. */
function open(env: Readonly<Record<string, string>>, problems: string[] = []): Runtime {
  Object.assign(process.env, env);
  const config: Record<string, string> = providerConfig(emulator);
  return createRuntime({
    ports: { ...nodePorts(), env: { ...env, NCF_JOURNAL: join(folder, "journal.jsonl") } },
    settings: readSettings((key) => config[key], {}),
    onTracingProblem: (text) => problems.push(text),
  });
}

function step(name: string, inputs: Readonly<Record<string, string>> = {}): StepInputs {
  const params = { name, text: "canary-param" };
  return {
    inputs: { packageName: "tools", actionName: "shout", params, ...inputs },
    secretPointers: [],
    key: { project: "shop", stack: "prod", name },
  };
}

test("a call is a span of the caller's trace, with a child for each phase, and nothing of params or results", async () => {
  const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const runtime = open({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl, TRACEPARENT: parent });
  const { state } = await runtime.lifecycle.create(step("one"));
  // A provider's process may be killed after any step.
  const root = collector.spans.find(({ name }) => name === "invoke tools/shout");
  expect(root).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    kind: 3,
    service: "ncf",
    status: 0,
    attributes: {
      "faas.invoked_name": "tools/shout",
      "faas.invoked_provider": "naver_cloud",
      "faas.invocation_id": state.activationId,
      "server.address": "127.0.0.1",
      "ncf.outcome": "succeeded",
      "ncf.generation": 1,
      "ncf.attempts": 1,
    },
  });
  const children = collector.spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
  expect(children.map(({ name }) => name)).toEqual(["wait for slot", "POST"]);
  expect(children[1]?.attributes).toMatchObject({ "http.response.status_code": 200, "ncf.attempt": 1 });
  for (const child of children) {
    expect(child.startedAt).toBeGreaterThanOrEqual(root?.startedAt ?? Infinity);
    expect(child.endedAt).toBeLessThanOrEqual(root?.endedAt ?? 0);
  }
  await runtime.close();
  expect(collector.raw()).toContain("tools/shout");
  for (const secret of ["canary-param", "CANARY-PARAM", dummyKeys.secretKey, "blocking="]) {
    expect(collector.raw()).not.toContain(secret);
  }
});

test("a call that fails, and each attempt that did not run, are errors in the trace", async () => {
  emulator.faults.add({ on: "POST", fault: throttle("410", "0") });
  const runtime = open({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://${collector.grpcAddress}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    OTEL_SERVICE_NAME: "deploy",
  });
  const { error } = await runtime.lifecycle.create(step("two", { packageName: "-", actionName: "broken" }));
  await runtime.close();
  expect(error?.code).toBe("NCF_ACTION_FAILED");
  const root = collector.spans.find(({ name }) => name === "invoke -/broken");
  expect(root).toMatchObject({
    parentSpanId: "",
    service: "deploy",
    status: 2,
    attributes: { "error.type": "failed", "ncf.outcome": "failed", "ncf.attempts": 2 },
  });
  expect(
    collector.spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId).map(({ name }) => name),
  ).toEqual(["wait for slot", "POST", "wait before retry", "POST"]);
});

test("a run that continues an earlier call is linked to its trace", async () => {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl };
  const first = open(env);
  await first.lifecycle.create(step("one"));
  await first.close();
  // The state was lost, and the journal was not.
  const second = open(env);
  await second.lifecycle.create(step("one"));
  await second.close();
  expect(emulator.ledger.posts).toHaveLength(1);
  const [called, reused] = collector.spans.filter(({ name }) => name === "invoke tools/shout");
  expect(reused?.traceId).not.toBe(called?.traceId);
  expect(reused?.links).toEqual([called?.traceId]);
  expect(reused?.attributes).toMatchObject({ "ncf.reused": true, "ncf.outcome": "succeeded" });
});

test("a collector that is down, or a protocol that is not supported, is said once and fails nothing", async () => {
  const problems: string[] = [];
  await collector.close();
  const runtime = open(
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl, OTEL_EXPORTER_OTLP_TIMEOUT: "200" },
    problems,
  );
  await runtime.lifecycle.create(step("one"));
  await runtime.lifecycle.create(step("two"));
  await runtime.close();
  expect(problems).toEqual([expect.stringMatching(/^Traces are not exported: \S/)]);

  const wrong = open(
    { OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl, OTEL_EXPORTER_OTLP_PROTOCOL: "smoke" },
    problems,
  );
  await wrong.lifecycle.create(step("three"));
  await wrong.close();
  expect(problems.slice(1)).toEqual([
    'Traces are not exported: the OTLP protocol "smoke" is not supported: use grpc or http/protobuf',
  ]);
  expect(emulator.ledger.posts).toHaveLength(3);
  collector = await startOtlpCollector();
});
