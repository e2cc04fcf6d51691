import type { InvocationEvent } from "../invocation/events.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { printableLine } from "../diagnostics/safeText.ts";
import { packageVersion } from "../packageVersion.ts";
import type { Ports } from "../ports/ports.ts";
import { type TraceSettings, traceSettings } from "./traceSettings.ts";

/** Traces of one process. */
export interface Tracing {
  readonly onEvent: (event: InvocationEvent) => void;
  /** Returns the W3C `traceparent` of the call of a resource that is in progress. */
  readonly traceparentOf: (key: ResourceKey) => Promise<string | undefined>;
  /** Starts the span that all calls of this process belong to. @returns its end, `error.type` for one that failed */
  readonly startOperation: (name: string, at: number) => (at: number, errorType?: string) => void;
  /** Exports the spans that have ended, within 5 seconds. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Exports what is left, and closes the exporter. Never rejects. */
  readonly close: () => Promise<void>;
}

/** Longest time that a process waits for its last spans to be exported. */
const exportMs = 5000;

/** Dependencies of {@link openTracing}. */
export interface TracingDeps extends Pick<Ports, "env" | "clock"> {
  /** Receives why there are no traces, once, as a sentence. No deployment fails for that. */
  readonly onProblem?: ((text: string) => void) | undefined;
}

/**
 * Opens an exporter of traces where the environment asks for one. OpenTelemetry's packages are loaded then, without waiting for them: events
 * that come before they are loaded are kept.
 */
export function openTracing({ env, clock, onProblem }: TracingDeps): Tracing | undefined {
  const report = (error: unknown): void => onProblem?.(`Traces are not exported: ${reasonOf(error)}`);
  let settings: TraceSettings | undefined;
  try {
    settings = traceSettings(env);
  } catch (error) {
    report(error);
  }
  if (settings === undefined) return undefined;
  let hasFailed = false;
  const loaded = load(settings).catch((error: unknown) => {
    report(error);
    return undefined;
  });
  const whenLoaded = (use: (spans: LoadedTracing) => void): void =>
    void loaded.then((spans) => spans === undefined || use(spans));
  return {
    onEvent: (event) => whenLoaded(({ calls }) => calls().onEvent(event)),
    traceparentOf: async (key) => (await loaded)?.calls().traceparentOf(key),
    startOperation(name, at) {
      whenLoaded((spans) => spans.startOperation(name, at));
      return (endedAt, errorType) => whenLoaded((spans) => spans.endOperation(endedAt, errorType));
    },
    flush: () => within((spans) => spans.flush()),
    close: () =>
      within(async (spans) => {
        await spans.flush();
        await spans.close();
      }),
  };

  /** Exports, unless that failed before: a collector that is down delays a deployment once. */
  async function within(work: (spans: LoadedTracing) => Promise<void>): Promise<void> {
    const spans = await loaded;
    if (spans === undefined || hasFailed) return;
    const done = new AbortController();
    const tooLate = clock.sleep(exportMs, done.signal).then(() => {
      throw new Error(`the collector did not accept them within ${exportMs / 1000} s`);
    });
    try {
      await Promise.race([work(spans), tooLate]);
    } catch (error) {
      report(error);
      hasFailed = true;
    } finally {
      done.abort();
      tooLate.catch(() => {});
    }
  }
}

/** Returns why an export failed: a package that is missing, or the message of the exporter. */
function reasonOf(error: unknown): string {
  // The processor rejects with the errors of all batches.
  const [first] = [error].flat() as readonly NodeJS.ErrnoException[];
  const { code, message = "the export failed" } = first ?? {};
  const [, missing] = code === "ERR_MODULE_NOT_FOUND" ? (/package '([^']+)'/.exec(message) ?? []) : [];
  return printableLine(missing === undefined ? message : `install ${missing} beside this package`, 300);
}

interface LoadedTracing {
  readonly calls: () => import("./callSpans.ts").CallSpans;
  readonly startOperation: (name: string, at: number) => void;
  readonly endOperation: (at: number, errorType: string | undefined) => void;
  readonly flush: () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function load({ protocol, url, parent }: TraceSettings): Promise<LoadedTracing> {
  const [{ ROOT_CONTEXT, SpanStatusCode, trace }, { BasicTracerProvider, BatchSpanProcessor }, resources] =
    await Promise.all([
      import("@opentelemetry/api"),
      import("@opentelemetry/sdk-trace-base"),
      import("@opentelemetry/resources"),
    ]);
  const { OTLPTraceExporter } = await (protocol === "grpc"
    ? import("@opentelemetry/exporter-trace-otlp-grpc")
    : import("@opentelemetry/exporter-trace-otlp-proto"));
  const [{ createCallSpans }, { parseTraceparent }] = await Promise.all([
    import("./callSpans.ts"),
    import("./traceparent.ts"),
  ]);
  const processor = new BatchSpanProcessor(new OTLPTraceExporter(url === undefined ? {} : { url }));
  const provider = new BasicTracerProvider({
    // The user's own name and attributes come last: they win.
    resource: resources
      .defaultResource()
      .merge(resources.resourceFromAttributes({ "service.name": "ncf", "service.version": packageVersion }))
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer("pulumi-ncloud-functions", packageVersion);
  const remote = parent === undefined ? undefined : parseTraceparent(parent);
  let context = remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
  let operation: import("@opentelemetry/api").Span | undefined;
  let calls: import("./callSpans.ts").CallSpans | undefined;
  return {
    calls: () => (calls ??= createCallSpans(tracer, context)),
    startOperation(name, startTime) {
      operation = tracer.startSpan(name, { startTime }, context);
      context = trace.setSpan(context, operation);
    },
    endOperation(at, errorType) {
      if (errorType !== undefined) {
        operation?.setAttribute("error.type", errorType);
        operation?.setStatus({ code: SpanStatusCode.ERROR });
      }
      operation?.end(at);
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  };
}
