import type { Delivery } from "../model/outcome.ts";

/** Signed HTTP request. */
export interface WireRequest {
  readonly method: "POST" | "GET";
  /** Scheme, host and port. */
  readonly origin: string;
  /** Request target, byte for byte as signed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Limits of one request. */
export interface WireLimits {
  /** Maximum time until the connection is established, including DNS, proxy and TLS, milliseconds. */
  readonly connectMs: number;
  /** Maximum time from the last byte sent to the response headers, milliseconds. */
  readonly responseMs: number;
  /** Maximum time for the whole response body, milliseconds. */
  readonly bodyMs: number;
  /** Maximum size of the response body, bytes. */
  readonly maxBodyBytes: number;
  /** Maximum time for the whole request, milliseconds. @default the sum of the other time-outs */
  readonly totalMs?: number | undefined;
  /**
   * Decides whether to send the request. Called when the connection is established, right before
   * the first byte. @default always
   */
  readonly maySend?: (() => boolean) | undefined;
}

/** Result of one request. Never thrown. */
export type TransportResult = HttpResponse | TransportFailure;

/** Complete response. */
export interface HttpResponse {
  readonly kind: "response";
  readonly status: number;
  /** Headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Reason of a request that its signal stopped. */
export const interruptedReason = "interrupted";

/** A request without a complete response. */
export interface TransportFailure {
  readonly kind: "failure";
  readonly delivery: Delivery;
  /** Failure as a clause: `connection refused`. */
  readonly reason: string;
  /** HTTP status, if the response headers arrived. */
  readonly status?: number;
}

/** Sender of HTTP requests. */
export interface Transport {
  readonly send: (request: WireRequest, limits: WireLimits, signal?: AbortSignal) => Promise<TransportResult>;
  /** Closes the connections after the requests in flight. */
  readonly close: () => Promise<void>;
}
