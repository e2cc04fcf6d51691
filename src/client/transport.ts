import type { Delivery } from "../model/outcome.ts";

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: "POST" | "GET";
  /** Scheme, host and port. */
  readonly origin: string;
  /** The request target, byte for byte as it was signed. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/** Bounds of one request. Milliseconds and bytes. */
export interface WireLimits {
  /** Until the connection stands, name look-up, proxy and TLS included. */
  readonly connectMs: number;
  /** From the last byte sent to the head of the answer. */
  readonly answerMs: number;
  /** For the whole body of the answer, however slowly it drips. */
  readonly bodyMs: number;
  /** The largest body that is read. */
  readonly maxBodyBytes: number;
  /** For all of it together. @default as long as the others make it */
  readonly wholeMs?: number;
  /** Asked when the connection stands, right before the first byte is written: whether it may be. @default it may */
  readonly mayBegin?: () => boolean;
}

/** What came of one request. Never thrown. */
export type TransportResult = HttpResponse | TransportFailure;

/** A whole answer came. */
export interface HttpResponse {
  readonly kind: "answered";
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** No whole answer came. */
export interface TransportFailure {
  readonly kind: "broken";
  readonly delivery: Delivery;
  /** What happened, in words: `connection refused`. */
  readonly reason: string;
  /** The status, when the head of the answer had come. */
  readonly status?: number;
}

/** The one way out to the network. */
export interface Transport {
  readonly send: (request: WireRequest, limits: WireLimits, signal?: AbortSignal) => Promise<TransportResult>;
  /** Ends idle connections, after the requests under way. */
  readonly close: () => Promise<void>;
}
