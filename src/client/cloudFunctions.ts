import type { ActionReference } from "../model/action.ts";
import { type Address, hostAndPort } from "../model/address.ts";
import type { Clock, Ports } from "../ports/ports.ts";
import type { Credentials } from "../signing/credentials.ts";
import { CallLimiter, type CallLimits, type CallSlot } from "./callLimiter.ts";
import {
  buildActivationRequest,
  buildActivationsRequest,
  buildInvokeRequest,
  signRequest,
  type UnsignedRequest,
} from "./requests.ts";
import {
  type ActivationResponse,
  type ActivationsResponse,
  type ListedActivation,
  readActivationResponse,
  readActivationsResponse,
} from "./responses.ts";
import {
  type AttemptEvent,
  type InvokeResult,
  invokeWithRetry,
  type Retry,
  type RetryBudget,
  RetryTokenBucket,
} from "./retry.ts";
import { interruptedReason, type Transport, type TransportResult, type WireLimits } from "./transport.ts";

export type { InvokeResult, Retry, RetryBudget } from "./retry.ts";

const seconds = 1000;
/** Time that the gateway may need beyond the requested time-out. */
const responseMarginMs = 15 * seconds;
/** Allows for a result and logs of 1 MiB each, which JSON escapes may multiply. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The documented default page size; the maximum is not documented. */
const pageSize = 20;
/** No single run can be identified among more than a thousand within minutes. */
const maxPages = 50;

/** Options of {@link CloudFunctions}. */
export interface CloudFunctionsOptions extends Pick<Ports, "clock" | "random"> {
  readonly transport: Transport;
  readonly credentials: Credentials;
  /** Limits of each namespace. */
  readonly limits?: CallLimits;
}

/** One call of an action. */
export interface InvokeCall {
  readonly address: Address;
  readonly action: ActionReference;
  /** Params as JSON, UTF-8. */
  readonly body: Uint8Array;
  /** Time that the gateway waits for the action, milliseconds, `0` to `60000`. */
  readonly timeoutMs: number;
  /**
   * Slot from {@link CloudFunctions.acquireSlot} for the same address. The caller releases it after
   * the call.
   */
  readonly slot: CallSlot;
  /** @default {@link defaultRetry} */
  readonly retry?: RetryBudget;
  /** Latest time to write the first byte of an attempt, epoch milliseconds. @default the end of the retry budget */
  readonly sendsUntilAt?: number;
  /** Called before each retry, before its delay. */
  readonly onRetry?: (retry: Retry) => void;
  /** Called before and after each attempt. */
  readonly onAttempt?: (event: AttemptEvent) => void;
}

/** Default retry budget: 4 attempts within a minute. */
export const defaultRetry: RetryBudget = { attempts: 4, budgetMs: 60 * seconds };

/** Query for the record of one activation. */
export interface ActivationQuery {
  readonly address: Address;
  readonly action: ActionReference;
  readonly activationId: string;
  /** Deadline for the response, epoch milliseconds. @default only the time-outs of a request apply */
  readonly untilAt?: number;
}

/** Query for the activations of an action that started in a period. */
export interface ActivationsQuery {
  readonly address: Address;
  readonly action: ActionReference;
  /**
   * Start of the period, epoch milliseconds of this machine's clock, inclusive. The API lists only
   * the last month. [doc]
   */
  readonly startAt: number;
  /** End of the period, epoch milliseconds of this machine's clock, inclusive. */
  readonly endAt: number;
  /** Returns whether no further page is needed. @default all pages are read */
  readonly isEnough?: (found: readonly ListedActivation[]) => boolean;
  /** Deadline for the responses, epoch milliseconds. @default only the time-outs of each request apply */
  readonly untilAt?: number;
}

/**
 * Client of the Cloud Functions API: signs, sends and reads. Never repeats a call that may have
 * run. All calls of a client share one budget of retries; calls to one address share slots and a
 * rate limit. A clock correction lasts for the lifetime of the client.
 */
export class CloudFunctions {
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #limits: CallLimits;
  /** Limiters by namespace: by address, since the client has one key pair. */
  readonly #limiters = new Map<string, CallLimiter>();
  readonly #tokens = new RetryTokenBucket();
  #clockOffMs = 0;

  constructor({ transport, credentials, clock, random, limits = {} }: CloudFunctionsOptions) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /**
   * Waits until a call to an address may start: for a slot, and for the rate limit. The caller must
   * release the slot. Rejects with the signal's reason when the signal aborts the wait.
   */
  acquireSlot(address: Address, signal?: AbortSignal): Promise<CallSlot> {
    return this.#limiterOf(address).acquire(signal);
  }

  /**
   * Calls an action in its slot. Retries within the budget while the call provably did not run.
   * Never rejects.
   */
  async invoke(call: InvokeCall, signal?: AbortSignal): Promise<InvokeResult> {
    const request = buildInvokeRequest(call.address, call.action, call);
    const result = await invokeWithRetry(
      {
        clock: this.#clock,
        random: this.#random,
        limiter: this.#limiterOf(call.address),
        slot: call.slot,
        tokens: this.#tokens,
        retry: call.retry ?? defaultRetry,
        sendsUntilAt: call.sendsUntilAt ?? Infinity,
        post: (maySend) => this.#send(request, limitsOf(call.timeoutMs, undefined, maySend), signal),
        correctClock: (nowMs, clockOffMs) => {
          this.#clockOffMs = nowMs - this.#clock.now() + clockOffMs;
        },
        onRetry: call.onRetry,
        onAttempt: call.onAttempt,
      },
      signal,
    );
    return this.#clockOffMs === 0 ? result : { ...result, clockOffMs: this.#clockOffMs };
  }

  /** Requests an activation's record. Repeats the request only after a clock correction. Never rejects. */
  async activation(query: ActivationQuery, signal?: AbortSignal): Promise<ActivationResponse> {
    const request = buildActivationRequest(query.address, query.action, query.activationId);
    const response = await this.#read(request, readActivationResponse, query.untilAt, signal);
    if (response.kind !== "found" || this.#clockOffMs === 0) return response;
    return { ...response, clockOffMs: this.#clockOffMs };
  }

  /** Requests all pages of an action's activations. Never rejects. */
  async activations(query: ActivationsQuery, signal?: AbortSignal): Promise<ActivationsResponse> {
    const { address, action, startAt, endAt } = query;
    // A record that becomes visible meanwhile shifts the others, so an activation can be listed twice.
    const found = new Map<string, ListedActivation>();
    let seenCount = 0;
    let clockOffMs = this.#clockOffMs;
    for (let pageNo = 1; pageNo <= maxPages; pageNo += 1) {
      const bounds = { startAt: startAt + clockOffMs, endAt: endAt + clockOffMs };
      const request = buildActivationsRequest(address, action, { pageNo, pageSize, ...bounds });
      const response = await this.#read(request, readActivationsResponse, query.untilAt, signal);
      if (response.kind !== "page") return response;
      if (clockOffMs !== this.#clockOffMs) {
        // The bounds were computed before the clock was corrected.
        clockOffMs = this.#clockOffMs;
        found.clear();
        [seenCount, pageNo] = [0, 0];
        continue;
      }
      for (const one of response.activations) found.set(one.activationId, one);
      const { length } = response.activations;
      seenCount += length;
      const isLast = length === 0 || (length < pageSize && seenCount >= (response.totalCount ?? Infinity));
      if (isLast || query.isEnough?.([...found.values()]) === true) {
        const off = clockOffMs === 0 ? {} : { clockOffMs };
        return { kind: "listed", activations: [...found.values()], ...off };
      }
    }
    return { kind: "unreadable", reason: `more than ${maxPages * pageSize} activations in that period` };
  }

  /** Closes idle connections. */
  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** Sends a read-only request. Repeats it only after a clock correction. */
  async #read<T extends { readonly kind: string; readonly clockOffMs?: number }>(
    request: UnsignedRequest,
    readResult: (result: TransportResult, nowMs: number) => T,
    untilAt: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const once = async (): Promise<T> => {
      const totalMs = untilAt === undefined ? undefined : untilAt - this.#clock.now();
      const { result, nowMs } = await this.#send(request, limitsOf(0, totalMs), signal);
      const response = readResult(result, nowMs);
      if (response.clockOffMs !== undefined) {
        this.#clockOffMs = nowMs - this.#clock.now() + response.clockOffMs;
      }
      return response;
    };
    const response = await once();
    return response.clockOffMs === undefined ? response : once();
  }

  #limiterOf({ origin, prefix }: Address): CallLimiter {
    const namespace = `${origin}${prefix}`;
    const known = this.#limiters.get(namespace);
    if (known !== undefined) return known;
    const limiter = new CallLimiter(this.#clock, this.#limits);
    this.#limiters.set(namespace, limiter);
    return limiter;
  }

  /** Signs and sends a request. `nowMs` is the signing clock when the response arrived. */
  async #send(
    request: UnsignedRequest,
    wireLimits: WireLimits,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly result: TransportResult; readonly nowMs: number }> {
    // Another call of this client may correct the clock in the meantime.
    const clockOffMs = this.#clockOffMs;
    const timestampMs = Math.round(this.#clock.now() + clockOffMs);
    const signed = signRequest(request, this.#credentials, timestampMs);
    const result = await this.#transport.send(signed, wireLimits, signal);
    return { result: withPlace(result, signed.origin), nowMs: this.#clock.now() + clockOffMs };
  }
}

/** Names the host and the port in the reason why a request was not sent. */
function withPlace(result: TransportResult, origin: string): TransportResult {
  if (result.kind !== "failure" || result.delivery !== "notSent" || result.reason === interruptedReason)
    return result;
  return { ...result, reason: `${result.reason} (${hostAndPort(origin)})` };
}

function limitsOf(waitMs: number, totalMs?: number, maySend?: () => boolean): WireLimits {
  const responseMs = waitMs + responseMarginMs;
  return { connectMs: 10 * seconds, responseMs, bodyMs: 30 * seconds, maxBodyBytes, totalMs, maySend };
}
