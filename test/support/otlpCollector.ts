import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import * as grpc from "@grpc/grpc-js";
import protobuf from "protobufjs";

/** Span as a collector receives it, its attributes as an object. */
export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentSpanId: string;
  /** As OTLP has it: 3 is a client. */
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** 2 is an error. */
  readonly status: number;
  /** Trace ids of the spans that it is linked to. */
  readonly links: readonly string[];
  readonly startedAt: number;
  readonly endedAt: number;
  /** `service.name` of its process. */
  readonly service: unknown;
}

/** Collector of traces that speaks OTLP, over HTTP with protobuf and over gRPC. */
export interface OtlpCollector {
  /** For `OTEL_EXPORTER_OTLP_ENDPOINT`. */
  readonly httpUrl: string;
  /** For `PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT`: host and port. */
  readonly grpcAddress: string;
  readonly spans: readonly ReceivedSpan[];
  /** Everything that was received, as text in which a leak could be found. */
  readonly raw: () => string;
  readonly close: () => Promise<void>;
}

// Source: open-telemetry/opentelemetry-proto, trace/v1/trace.proto and common/v1/common.proto, as far as it is read [doc]
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated KeyValue attributes = 9; repeated Link links = 13; Status status = 15;
  }
  message Link { bytes trace_id = 1; bytes span_id = 2; }
  message Status { int32 code = 3; }
  message KeyValue { string key = 1; AnyValue value = 2; }
  message AnyValue { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; }
`);
const request = root.lookupType("Request");

interface Attribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

interface DecodedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly kind?: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Attribute[];
  readonly links?: readonly { readonly traceId: string }[];
  readonly status?: { readonly code?: number };
}

interface DecodedRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: readonly Attribute[] };
    readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[];
  }[];
}

/** Starts a collector on loopback. */
export async function startOtlpCollector(): Promise<OtlpCollector> {
  const spans: ReceivedSpan[] = [];
  const bodies: Buffer[] = [];
  const receive = (body: Buffer): void => {
    bodies.push(body);
    spans.push(...readSpans(body));
  };

  const http = createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.on("end", () => {
      const isOtlp =
        incoming.method === "POST" &&
        incoming.url === "/v1/traces" &&
        incoming.headers["content-type"] === "application/x-protobuf";
      if (isOtlp) receive(Buffer.concat(parts));
      response.writeHead(isOtlp ? 200 : 400, { "content-type": "application/x-protobuf" }).end();
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));

  const server = new grpc.Server();
  const bytes = (buffer: Buffer): Buffer => buffer;
  server.addService(
    {
      export: {
        path: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
        requestStream: false,
        responseStream: false,
        requestSerialize: bytes,
        requestDeserialize: bytes,
        responseSerialize: bytes,
        responseDeserialize: bytes,
      },
    },
    {
      export: (call: grpc.ServerUnaryCall<Buffer, Buffer>, reply: grpc.sendUnaryData<Buffer>) => {
        receive(call.request);
        reply(null, Buffer.alloc(0));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });

  return {
    httpUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    grpcAddress: `127.0.0.1:${port}`,
    spans,
    raw: () => Buffer.concat(bodies).toString("latin1"),
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      server.forceShutdown();
    },
  };
}

function readSpans(body: Buffer): readonly ReceivedSpan[] {
  const decoded = request.toObject(request.decode(body), {
    bytes: String,
    longs: String,
  }) as unknown as DecodedRequest;
  return decoded.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        name: span.name,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId ?? ""),
        kind: span.kind ?? 0,
        attributes: readAttributes(span.attributes),
        status: span.status?.code ?? 0,
        links: (span.links ?? []).map(({ traceId }) => hex(traceId)),
        startedAt: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endedAt: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        service: readAttributes(resource.attributes)["service.name"],
      })),
    ),
  );
}

function readAttributes(attributes: readonly Attribute[] = []): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const { intValue, ...other } = value;
      return [key, intValue === undefined ? Object.values(other)[0] : Number(intValue)];
    }),
  );
}

function hex(base64: string): string {
  return Buffer.from(base64, "base64").toString("hex");
}
