import type { Readable } from "node:stream";
import type { Dispatcher, Pool as UndiciPool } from "undici";
import type { Delivery } from "../model/outcome.ts";
import { Agent, loadProxyAgent, Pool } from "./loadUndici.ts";
import { describeNetworkError } from "./networkErrors.ts";
import type { ProxySettings } from "./proxySettings.ts";
import {
  interruptedReason,
  type Transport,
  type TransportResult,
  type WireLimits,
  type WireRequest,
} from "./transport.ts";

/** Maximum time for a proxy to open a tunnel, milliseconds. */
const tunnelMs = 30_000;
/** Maximum size of a body that is written together with the headers, which costs less than an iterable. */
const maxSingleWriteBytes = 16 * 1024;

/**
 * Returns a transport over HTTP/1.1 with keep-alive connections, each for one request at a time.
 * Does not follow redirects, request compression or repeat requests.
 */
export function undiciTransport(proxy?: ProxySettings): Transport {
  const dispatcher = createDispatcher(proxy);
  return {
    send: (request, limits, signal) =>
      new Promise((resolve) => new Exchange(request, limits, signal, resolve).start(dispatcher)),
    close: () => dispatcher.close(),
  };
}

function createDispatcher(proxy: ProxySettings | undefined): Dispatcher {
  // `WireLimits` replaces undici's own time-outs, which round to a second or start at another moment.
  const options = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, factory: createPool };
  if (proxy === undefined) return new Agent(options);
  const clientFactory = (origin: URL, more: object): Dispatcher =>
    createPool(origin, { ...more, headersTimeout: tunnelMs });
  const EnvHttpProxyAgent = loadProxyAgent();
  return new EnvHttpProxyAgent({ ...options, clientFactory, httpProxy: "", ...proxy });
}

/**
 * Creates a pool that fails requests when a connection fails. After some failures undici retries at
 * once and forever, and a proxy that drops connections causes a busy loop. Destroying a client that
 * could not connect ends the requests that wait for it.
 */
function createPool(origin: string | URL, options: object): UndiciPool {
  const pool = new Pool(origin, options);
  pool.on("connectionError", (_origin, targets, error) => {
    for (const target of targets) if (target !== pool) void target.destroy(error);
  });
  return pool;
}

/** Request in progress, as a handler for undici. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: WireRequest;
  readonly #limits: WireLimits;
  readonly #signal: AbortSignal | undefined;
  readonly #resolve: (result: TransportResult) => void;
  readonly #isStreamed: boolean;
  #isOver = false;
  #delivery: Delivery = "notSent";
  #controller: Dispatcher.DispatchController | undefined;
  #status: number | undefined;
  #headers: Readonly<Record<string, string>> = {};
  #chunks: Uint8Array[] = [];
  #bodyBytes = 0;
  #totalEndsAt = Infinity;
  #phaseEndsAt = Infinity;
  #phaseReason = "";
  #timer: NodeJS.Timeout | undefined;
  #timerFiresAt = Infinity;

  constructor(
    request: WireRequest,
    limits: WireLimits,
    signal: AbortSignal | undefined,
    resolve: (result: TransportResult) => void,
  ) {
    this.#request = request;
    this.#limits = limits;
    this.#signal = signal;
    this.#resolve = resolve;
    this.#isStreamed = request.body !== undefined && request.body.byteLength > maxSingleWriteBytes;
  }

  start(dispatcher: Dispatcher): void {
    const { connectMs, totalMs } = this.#limits;
    if (this.#signal?.aborted === true) return this.#interrupt();
    if (totalMs !== undefined) {
      if (totalMs <= 0) return this.#fail(totalReason);
      this.#totalEndsAt = performance.now() + totalMs;
    }
    this.#signal?.addEventListener("abort", this.#interrupt, { once: true });
    this.#beginPhase(connectMs, `no connection within ${connectMs} ms`);
    const { origin, target: path, method, headers, body } = this.#request;
    if (body === undefined || !this.#isStreamed) {
      dispatcher.dispatch({ origin, path, method, headers, body: body ?? null }, this);
      return;
    }
    const withLength = { ...headers, "content-length": `${body.byteLength}` };
    // undici documents iterables, but its type does not include them.
    const stream = this.#stream(body) as unknown as Readable;
    dispatcher.dispatch({ origin, path, method, headers: withLength, body: stream }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing removes the request before any byte of it is written, and keeps the connection for
    // other requests.
    if (this.#isOver) throw new Error("canceled before it started");
    if (this.#controller !== undefined) throw new Error("the request was started twice");
    if (this.#limits.maySend?.() === false) {
      this.#fail("the deadline for sending it had passed");
      throw new Error("canceled before it started");
    }
    this.#controller = controller;
    if (!this.#isStreamed) this.#delivery = "sent";
    const { responseMs } = this.#limits;
    const missing = this.#isStreamed ? "not sent, or no response," : "no response";
    this.#beginPhase(responseMs, `${missing} within ${responseMs} ms`);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    if (status < 200) return;
    this.#delivery = "responseStarted";
    this.#status = status;
    this.#headers = joinValues(headers);
    const { bodyMs } = this.#limits;
    this.#beginPhase(bodyMs, `the response was not complete within ${bodyMs} ms`);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const { maxBodyBytes } = this.#limits;
    this.#bodyBytes += chunk.byteLength;
    if (this.#bodyBytes > maxBodyBytes) this.#fail(`the response is larger than ${maxBodyBytes} bytes`);
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first] = this.#chunks;
    const isSingle = first !== undefined && this.#chunks.length === 1;
    this.#end({
      kind: "response",
      status: this.#status as number,
      headers: this.#headers,
      body: isSingle ? first : Buffer.concat(this.#chunks, this.#bodyBytes),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(describeNetworkError(error));
  }

  /**
   * Yields the body as one chunk. undici requests the first chunk when writing begins, and the next
   * when it is written.
   */
  *#stream(body: Uint8Array): Generator<Uint8Array, void, void> {
    this.#delivery = "sentInPart";
    yield body;
    if (this.#delivery === "sentInPart") this.#delivery = "sent";
    const { responseMs } = this.#limits;
    if (this.#status === undefined) this.#beginPhase(responseMs, `no response within ${responseMs} ms`);
  }

  /** Replaces the deadline of the previous phase. Resets the timer only when it would fire too late. */
  #beginPhase(ms: number, reason: string): void {
    if (this.#isOver) return;
    const now = performance.now();
    this.#phaseEndsAt = now + ms;
    this.#phaseReason = reason;
    const endsAt = Math.min(this.#phaseEndsAt, this.#totalEndsAt);
    if (endsAt >= this.#timerFiresAt) return;
    clearTimeout(this.#timer);
    this.#timerFiresAt = endsAt;
    this.#timer = setTimeout(this.#checkDeadline, endsAt - now);
  }

  readonly #checkDeadline = (): void => {
    const now = performance.now();
    if (now >= this.#totalEndsAt) return this.#fail(totalReason);
    if (now >= this.#phaseEndsAt) return this.#fail(this.#phaseReason);
    this.#timerFiresAt = Math.min(this.#phaseEndsAt, this.#totalEndsAt);
    this.#timer = setTimeout(this.#checkDeadline, this.#timerFiresAt - now);
  };

  readonly #interrupt = (): void => this.#fail(interruptedReason);

  #fail(reason: string): void {
    const status = this.#status === undefined ? {} : { status: this.#status };
    this.#end({ kind: "failure", delivery: this.#delivery, reason, ...status });
    this.#controller?.abort(new Error(reason));
  }

  #end(result: TransportResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#interrupt);
    this.#resolve(result);
  }
}

const totalReason = "no complete response before the deadline";

/** Joins repeated headers. undici already lower-cases the names. */
function joinValues(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  const joined: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === "string" ? value : value.join(", ");
  }
  return joined;
}
