import type { Delivery } from "../model/outcome.ts";

/** A signed HTTP request. */
export interface WireRequest {
  readonly method: "POST" | "GET";
  /** Scheme, host and port. */
  readonly origin: string;
  /** The request target, byte for byte as it was signed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Limits of one request. */
export interface WireLimits {
  /** Until the connection is established, including DNS, proxy and TLS, milliseconds. */
  readonly connectMs: number;
  /** From the last byte sent to the head of the response, milliseconds. */
  readonly responseMs: number;
  /** For the whole body of the response, however slowly it arrives, milliseconds. */
  readonly bodyMs: number;
  /** The largest body that is read, bytes. */
  readonly maxBodyBytes: number;
  /** For everything together, milliseconds. @default the sum of the other time-outs */
  readonly totalMs?: number | undefined;
  /** Called once the connection is established, right before the first byte: returns whether to send it. @default always */
  readonly maySend?: (() => boolean) | undefined;
}

/** Result of one request. Never thrown. */
export type TransportResult = HttpResponse | TransportFailure;

/** A complete response. */
export interface HttpResponse {
  readonly kind: "response";
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Reason of a request that its signal stopped. */
export const interruptedReason = "interrupted";

/** A request without a complete response. */
export interface TransportFailure {
  readonly kind: "failure";
  readonly delivery: Delivery;
  /** What happened, as a clause: `connection refused`. */
  readonly reason: string;
  /** The status, when the head of the response had arrived. */
  readonly status?: number;
}

/** Sends requests over the network. */
export interface Transport {
  readonly send: (request: WireRequest, limits: WireLimits, signal?: AbortSignal) => Promise<TransportResult>;
  /** Closes the connections after the requests in flight. */
  readonly close: () => Promise<void>;
}
