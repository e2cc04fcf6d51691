import { afterEach, beforeEach, expect, test } from "vitest";
import { type HookProject, openHookProject } from "../support/openHookProject.ts";
import { type NcfFolder, openNcfFolder } from "../support/openNcfFolder.ts";
import { type OtlpCollector, type ReceivedSpan, startOtlpCollector } from "../support/otlpCollector.ts";

const stackFile = `name: shop
resources:
  hello:
    type: ncf:ActionInvocation
    properties: { actionName: hello, params: { name: canary-param } }
  after:
    type: ncf:ActionInvocation
    properties: { actionName: echo, params: { text: "\${hello.result.greeting}" } }
`;

let collector: OtlpCollector;
let ncf: NcfFolder | undefined;
let project: HookProject | undefined;
beforeEach(async () => {
  collector = await startOtlpCollector();
});
afterEach(async () => {
  await ncf?.close();
  await project?.close();
  await collector.close();
  ncf = undefined;
  project = undefined;
});

function spanNamed(name: string): ReceivedSpan | undefined {
  return collector.spans.find((span) => span.name === name);
}

test("ncf up is one span of the pipeline's trace, with the calls below it", async () => {
  ncf = await openNcfFolder(stackFile);
  const end = await ncf.run("ncf up stack.yaml --stack dev --yes", {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.httpUrl,
    TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect(end).toMatchObject({ code: 0 });
  const up = spanNamed("ncf up");
  expect(up).toMatchObject({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    parentSpanId: "b7ad6b7169203331",
    service: "ncf",
  });
  const calls = collector.spans.filter(({ parentSpanId }) => parentSpanId === up?.spanId);
  expect(calls.map(({ name }) => name)).toEqual(["invoke -/hello", "invoke -/echo"]);
  expect(collector.raw()).not.toContain("canary-param");

  const down = await ncf.run("ncf up stack.yaml --stack dev --yes --rerun hello", {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9",
    OTEL_EXPORTER_OTLP_TIMEOUT: "500",
  });
  expect(down).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Traces are not exported: \S.*\n$/m),
  });
});

test("with pulumi up --otel-traces, the calls of the TypeScript class are part of the engine's trace", async () => {
  project = await openHookProject(`import { ActionInvocation } from "pulumi-ncloud-functions";
export const text = new ActionInvocation("one", { actionName: "echo", params: { text: "canary-param" } }).result;
`);
  const up = await project.up({
    PULUMI_OPTION_OTEL_TRACES: `grpc://${collector.grpcAddress}`,
    TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
  expect(up).toMatchObject({ code: 0 });
  const call = spanNamed("invoke -/echo");
  expect(call).toMatchObject({
    service: "ncf",
    traceId: "0af7651916cd43dd8448eb211c80319c",
    attributes: { "ncf.outcome": "succeeded" },
  });
  const engine = collector.spans.filter(({ service }) => service === "pulumi-cli");
  expect(engine.map(({ traceId }) => traceId)).toContain(call?.traceId);
});
