/**
 * Settings for exporting traces. The exporter reads headers, certificates and time-outs from the
 * variables of OpenTelemetry.
 */
export interface TraceSettings {
  readonly protocol: "grpc" | "http/protobuf";
  /** Endpoint that Pulumi's engine offers its plugins. @default what the variables of OpenTelemetry name */
  readonly url?: string;
  /** W3C `traceparent` of the caller: a pipeline step, or the engine. @default a new trace */
  readonly parent?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads from the environment whether and how traces are exported; `undefined` where they are not.
 * Source: opentelemetry.io "Environment Variable Specification" and "OTLP Exporter Configuration" [doc]; pulumi/pulumi sdk/nodejs
 * cmd/run/instrumentation.ts [code]
 * @throws RangeError for a protocol that is not supported
 */
export function traceSettings(env: Env): TraceSettings | undefined {
  const read = (name: string): string | undefined => (env[name] === "" ? undefined : env[name]);
  if (read("OTEL_SDK_DISABLED")?.toLowerCase() === "true") return undefined;
  const exporter = read("OTEL_TRACES_EXPORTER");
  if (exporter !== undefined && exporter !== "otlp") return undefined;
  const traceparent = read("TRACEPARENT");
  const parent = traceparent === undefined ? {} : { parent: traceparent };
  // The engine's own spans go there, and it passes all of them on.
  const url = read("PULUMI_OTEL_EXPORTER_OTLP_ENDPOINT");
  if (url !== undefined) return { protocol: "grpc", url: withScheme(url), ...parent };
  const endpoint = read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? read("OTEL_EXPORTER_OTLP_ENDPOINT");
  if (endpoint === undefined && exporter === undefined) return undefined;
  const protocol =
    read("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? read("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/protobuf";
  if (protocol !== "grpc" && protocol !== "http/protobuf") {
    throw new RangeError(
      `the OTLP protocol ${JSON.stringify(protocol)} is not supported: use grpc or http/protobuf`,
    );
  }
  return { protocol, ...parent };
}

/** The engine gives an address without a scheme: `127.0.0.1:40123`. */
function withScheme(url: string): string {
  return /^[a-z]+:\/\//.test(url) ? url : `http://${url}`;
}
