import { expect, test } from "vitest";
import { formatTraceparent, parseTraceparent } from "../../../src/tracing/traceparent.ts";
import { traceSettings } from "../../../src/tracing/traceSettings.ts";

test("without a variable that asks for traces, or with one that turns them off, nothing is exported", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  expect(traceSettings({})).toBeUndefined();
  expect(traceSettings({ OTEL_SERVICE_NAME: "deploy", TRACEPARENT: "00-1-2-01" })).toBeUndefined();
  expect(traceSettings({ ...endpoint, OTEL_SDK_DISABLED: "true" })).toBeUndefined();
  expect(traceSettings({ ...endpoint, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  expect(traceSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: "" })).toBeUndefined();
});

test("an endpoint is used with HTTP, or with the protocol that is named", () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318" };
  expect(traceSettings(endpoint)).toEqual({ protocol: "http/protobuf" });
  expect(traceSettings({ OTEL_TRACES_EXPORTER: "otlp" })).toEqual({ protocol: "http/protobuf" });
  expect(traceSettings({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toEqual({ protocol: "grpc" });
  expect(() => traceSettings({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: "http/json" })).toThrow(
    'the OTLP protocol "http/json" is not supported: use grpc or http/protobuf',
  );
});

test("the endpoint of Pulumi's engine comes first, with the trace that it belongs to", () => {
  expect(
    traceSettings({
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
      PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT: "127.0.0.1:40123",
      TRACEPARENT: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }),
  ).toEqual({
    protocol: "grpc",
    url: "http://127.0.0.1:40123",
    parent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  });
});

test("a traceparent is read and written as W3C has it, and other text is none", () => {
  const text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const context = parseTraceparent(text);
  expect(context).toMatchObject({ spanId: "b7ad6b7169203331", traceFlags: 1, isRemote: true });
  expect(context && formatTraceparent(context)).toBe(text);
  for (const wrong of ["", "x", text.slice(1), `00-${"0".repeat(32)}-b7ad6b7169203331-01`]) {
    expect(parseTraceparent(wrong)).toBeUndefined();
  }
});
