import type { Ports } from "../ports/ports.ts";
import type { Readable } from "node:stream";
import { Agent, EnvHttpProxyAgent, Pool, type Dispatcher } from "undici";
import type { Delivery } from "../model/outcome.ts";
import type { TransportResult, Transport, WireLimits, WireRequest } from "./transport.ts";

/** Which proxy to use. */
export interface ProxySettings {
  readonly httpsProxy: string;
  /** As in `NO_PROXY`. */
  readonly noProxy: string;
}

const loopback = "localhost,127.0.0.1,[::1]";

/**
 * Reads the usual proxy variables, lower case first. Only `HTTPS_PROXY` counts, since plain http goes to the loopback
 * interface alone, and that is never reached through a proxy. `undefined` when there is no proxy.
 */
export function proxySettings(env: Ports["env"]): ProxySettings | undefined {
  const httpsProxy = env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "";
  const noProxy = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").trim();
  if (httpsProxy === "" || noProxy === "*") return undefined;
  return { httpsProxy, noProxy: noProxy === "" ? loopback : `${noProxy},${loopback}` };
}

/** How long a proxy may take to open a tunnel before it is dropped. */
const tunnelMs = 30_000;
/** A body up to this goes to the connection in one write, head included, which costs less than pouring it. */
const mostAtOnceBytes = 16 * 1024;

/**
 * The transport over HTTP/1.1 with kept-alive connections, one request at a time on each. No redirect is followed, no
 * compression asked for, nothing repeated.
 */
export function undiciTransport(proxy?: ProxySettings): Transport {
  const dispatcher = makeDispatcher(proxy);
  return {
    send: (request, limits, signal) => exchange(dispatcher, request, limits, signal),
    close: () => dispatcher.close(),
  };
}

function makeDispatcher(proxy: ProxySettings | undefined): Dispatcher {
  // The deadlines of `WireLimits` stand above undici's own, which are rounded to a second or count from another moment.
  const options = { pipelining: 1, headersTimeout: 0, bodyTimeout: 0, factory: makePool };
  if (proxy === undefined) return new Agent(options);
  const clientFactory = (origin: URL, more: object): Dispatcher =>
    makePool(origin, { ...more, headersTimeout: tunnelMs });
  return new EnvHttpProxyAgent({ ...options, clientFactory, httpProxy: "", ...proxy });
}

/**
 * After some failures to connect, undici tries again at once and for ever: a proxy that drops the connection makes it
 * spin. So a client that could not connect is destroyed, which ends the requests that wait for it.
 */
function makePool(origin: string | URL, options: object): Pool {
  const pool = new Pool(origin, options);
  pool.on("connectionError", (_origin, targets, error) => {
    for (const target of targets) if (target !== pool) void target.destroy(error);
  });
  return pool;
}

function exchange(
  dispatcher: Dispatcher,
  request: WireRequest,
  limits: WireLimits,
  signal: AbortSignal | undefined,
): Promise<TransportResult> {
  return new Promise((resolve) => {
    let delivery: Delivery = "notSent";
    let controller: Dispatcher.DispatchController | undefined;
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    let wholeTimer: NodeJS.Timeout | undefined;
    let status: number | undefined;
    let headers: Record<string, string> = {};
    const chunks: Uint8Array[] = [];
    let bodyBytes = 0;
    const isPoured = request.body !== undefined && request.body.byteLength > mostAtOnceBytes;

    const end = (result: TransportResult): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearTimeout(wholeTimer);
      signal?.removeEventListener("abort", interrupt);
      resolve(result);
    };
    const breakOff = (reason: string): void => {
      end({ kind: "failure", delivery, reason, ...(status === undefined ? {} : { status }) });
      controller?.abort(new Error(reason));
    };
    const interrupt = (): void => breakOff("interrupted");
    const allow = (ms: number, reason: string): void => {
      clearTimeout(timer);
      if (!isOver) timer = setTimeout(breakOff, ms, reason);
    };

    /** Asked for its one chunk when the writing begins, and for the next when that one is written. */
    function* pour(body: Uint8Array): Generator<Uint8Array, void, void> {
      delivery = "sentInPart";
      yield body;
      if (delivery === "sentInPart") delivery = "sent";
      if (status === undefined) allow(limits.responseMs, `no response within ${limits.responseMs} ms`);
    }

    const { totalMs, maySend } = limits;
    const breakWhole = (): void => breakOff("no complete response before the deadline");
    if (signal?.aborted === true) return interrupt();
    if (totalMs !== undefined && totalMs <= 0) return breakWhole();
    if (totalMs !== undefined) wholeTimer = setTimeout(breakWhole, totalMs);
    signal?.addEventListener("abort", interrupt, { once: true });
    allow(limits.connectMs, `no connection within ${limits.connectMs} ms`);

    dispatcher.dispatch(
      {
        origin: request.origin,
        path: request.target,
        method: request.method,
        headers: {
          ...request.headers,
          ...(request.body === undefined ? {} : { "content-length": `${request.body.byteLength}` }),
        },
        // Iterables are documented, but not in the type.
        body: isPoured ? (pour(request.body) as unknown as Readable) : (request.body ?? null),
      },
      {
        onRequestStart(started) {
          // A throw takes the request out before a byte of it is written, and leaves the connection to others.
          if (isOver) throw new Error("canceled before it started");
          if (controller !== undefined) throw new Error("a request is never started twice");
          if (maySend?.() === false) {
            breakOff("the deadline for sending it had passed");
            throw new Error("canceled before it started");
          }
          controller = started;
          if (!isPoured) delivery = "sent";
          const missing = isPoured ? "not sent, or no response," : "no response";
          allow(limits.responseMs, `${missing} within ${limits.responseMs} ms`);
        },
        onResponseStart(_controller, statusCode, found) {
          if (statusCode < 200) return;
          delivery = "responseStarted";
          status = statusCode;
          headers = flatten(found);
          allow(limits.bodyMs, `the response was not complete within ${limits.bodyMs} ms`);
        },
        onResponseData(_controller, chunk) {
          bodyBytes += chunk.byteLength;
          if (bodyBytes > limits.maxBodyBytes) {
            breakOff(`the response is larger than ${limits.maxBodyBytes} bytes`);
          } else chunks.push(chunk);
        },
        onResponseEnd() {
          end({
            kind: "response",
            status: status as number,
            headers,
            body: Buffer.concat(chunks, bodyBytes),
          });
        },
        onResponseError(_controller, error) {
          breakOff(describeFailure(error));
        },
      },
    );
  });
}

function flatten(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return flat;
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection closed while writing",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name could not be resolved",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host not reachable",
  ENETUNREACH: "network not reachable",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate chain holds a self-signed one",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
  UND_ERR_SOCKET: "connection closed by the other side",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "connection closed before the end of the response",
  UND_ERR_HEADERS_OVERFLOW: "the response's headers are too large",
  UND_ERR_ABORTED: "the proxy refused the tunnel",
  UND_ERR_PRX_TLS: "no TLS connection to the proxy",
};

/** A network error in words, by its code. Its own text is left out, which may hold a proxy's address and password. */
export function describeFailure(error: unknown): string {
  if (error instanceof Error && error.name === "HTTPParserError") return "the response is not HTTP/1.1";
  const code = codeOf(error);
  if (code === undefined) return "connection failed";
  return words[code] ?? `connection failed (${code})`;
}

/** The first code of an error, of what it gathers, or of its causes. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return codeOf(Array.isArray(errors) ? errors[0] : cause);
}
