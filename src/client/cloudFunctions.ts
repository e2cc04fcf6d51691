import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import type { Clock, Ports } from "../ports/ports.ts";
import type { Credentials } from "../signing/credentials.ts";
import { signedHeaders } from "../signing/signature.ts";
import {
  type ActivationAnswer,
  type ActivationsAnswer,
  type ListedActivation,
  readActivationAnswer,
  readActivationsAnswer,
} from "./activationResponses.ts";
import { buildActivationRequest, buildActivationsRequest, buildInvokeRequest } from "./requests.ts";
import { type CallLimits, type CallSlot, CallLimiter } from "./callLimiter.ts";
import { type Invoked, invokeWithin, type RetryBudget } from "./invokeWithin.ts";
import { RetryTokenBucket } from "./retryTokenBucket.ts";
import type { TransportResult, Transport, WireLimits, WireRequest } from "./transport.ts";

export type { Invoked, RetryBudget } from "./invokeWithin.ts";

const seconds = 1000;
/** What the gateway may take beside the time that it is asked to wait. */
const answerMarginMs = 15 * seconds;
/** A record holds a result and logs of 1 MiB each, which JSON may write several times as long. */
const maxBodyBytes = 16 * 1024 * 1024;

/** The documented default; no page says how large it may be. */
const pageSize = 20;
/** More than a thousand runs within minutes is nothing that can be gone through to find one. */
const maxPages = 50;

/** What the client needs. */
export interface CloudFunctionsParts extends Pick<Ports, "clock" | "random"> {
  readonly transport: Transport;
  readonly credentials: Credentials;
  /** Of each namespace. */
  readonly limits?: CallLimits;
}

/** One call of an action. */
export interface InvokeCall {
  readonly address: Address;
  readonly action: ActionReference;
  /** The params as JSON, UTF-8. */
  readonly body: Uint8Array;
  /** How long the gateway waits for the action, milliseconds, `0`–`60000`. */
  readonly timeoutMs: number;
  readonly retry?: RetryBudget;
  /** No byte of an attempt is written later, whatever the budget says; epoch milliseconds. @default the budget alone */
  readonly sendsUntilAt?: number;
  /** By `waitForTurn`, and given back by whoever waited for it. @default the call waits for its own */
  readonly turn?: CallSlot | undefined;
}

/** The retry budget when none is given: 4 attempts within a minute. */
export const defaultRetry: RetryBudget = { attempts: 4, budgetMs: 60 * seconds };

/** One activation's record. */
export interface ActivationQuestion {
  readonly address: Address;
  readonly action: ActionReference;
  readonly activationId: string;
  /** The answer is not waited for any longer, epoch milliseconds. @default the deadlines of a request alone */
  readonly untilAt?: number;
}

/** The activations of an action that began in some time. */
export interface ActivationsQuestion {
  readonly address: Address;
  readonly action: ActionReference;
  /** Epoch milliseconds of this machine's clock, both included. Only the last month can be asked for. [doc] */
  readonly startAt: number;
  readonly endAt: number;
  /** The answers are not waited for any longer, epoch milliseconds. @default the deadlines of a request alone */
  readonly untilAt?: number;
}

/**
 * The client of Cloud Functions: signs, sends and reads. It never calls again what may have run. All of its calls share one
 * budget of retries, and those to one address their places and their pace. A clock found to be off stays corrected for its lifetime.
 */
export class CloudFunctions {
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #limits: CallLimits;
  /** By namespace: an address of the one key pair. */
  readonly #turns = new Map<string, CallLimiter>();
  readonly #bucket = new RetryTokenBucket();
  #clockOffMs = 0;

  constructor({ transport, credentials, clock, random, limits = {} }: CloudFunctionsParts) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#clock = clock;
    this.#random = random;
    this.#limits = limits;
  }

  /**
   * Waits for a place among the calls in flight to an address, and for the pace at which its calls are started. For those who have
   * something to do between the wait and the call. Rejects with the signal's reason.
   */
  acquireSlot(address: Address, signal?: AbortSignal): Promise<CallSlot> {
    return this.#turnsOf(address).acquire(signal);
  }

  /** Calls an action, and again within the retry budget while the call provably did not run. Never rejects. */
  async invoke(call: InvokeCall, signal?: AbortSignal): Promise<Invoked> {
    let turn: CallSlot;
    try {
      turn = call.turn ?? (await this.acquireSlot(call.address, signal));
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      const invokedAt = this.#clock.now();
      return { outcome: { kind: "notSent", reason: "interrupted" }, attempts: 0, invokedAt };
    }
    const request = buildInvokeRequest(call.address, call.action, call);
    const invoked = await invokeWithin(
      {
        clock: this.#clock,
        random: this.#random,
        turns: this.#turnsOf(call.address),
        turn,
        bucket: this.#bucket,
        retry: call.retry ?? defaultRetry,
        sendsUntilAt: call.sendsUntilAt ?? Infinity,
        post: (mayBegin) => this.#send(request, { ...deadlines(call.timeoutMs), mayBegin }, signal),
        correctClock: (nowMs, clockOffMs) => {
          this.#clockOffMs = nowMs - this.#clock.now() + clockOffMs;
        },
      },
      signal,
    );
    if (call.turn === undefined) turn.release();
    return this.#clockOffMs === 0 ? invoked : { ...invoked, clockOffMs: this.#clockOffMs };
  }

  /** Asks once for an activation's record; twice when only the clock stood in the way. Never rejects. */
  async activation(question: ActivationQuestion, signal?: AbortSignal): Promise<ActivationAnswer> {
    const request = buildActivationRequest(question.address, question.action, question.activationId);
    const answer = await this.#ask(request, readActivationAnswer, question.untilAt, signal);
    if (answer.kind !== "found" || this.#clockOffMs === 0) return answer;
    return { ...answer, clockOffMs: this.#clockOffMs };
  }

  /** Asks for all pages of an action's activations. Never rejects. */
  async activations(question: ActivationsQuestion, signal?: AbortSignal): Promise<ActivationsAnswer> {
    const { address, action, startAt, endAt } = question;
    // A record that becomes visible meanwhile moves others on, which then come twice.
    const found = new Map<string, ListedActivation>();
    let seenCount = 0;
    let clockOffMs = this.#clockOffMs;
    for (let pageNo = 1; pageNo <= maxPages; pageNo += 1) {
      const bounds = { startAt: startAt + clockOffMs, endAt: endAt + clockOffMs };
      const request = buildActivationsRequest(address, action, { pageNo, pageSize, ...bounds });
      const answer = await this.#ask(request, readActivationsAnswer, question.untilAt, signal);
      if (answer.kind !== "page") return answer;
      if (clockOffMs !== this.#clockOffMs) {
        // The bounds were told by a clock that has been corrected meanwhile.
        clockOffMs = this.#clockOffMs;
        found.clear();
        [seenCount, pageNo] = [0, 0];
        continue;
      }
      for (const one of answer.activations) found.set(one.activationId, one);
      seenCount += answer.activations.length;
      const { length } = answer.activations;
      if (length === 0 || (length < pageSize && seenCount >= (answer.totalCount ?? Infinity))) {
        const off = clockOffMs === 0 ? {} : { clockOffMs };
        return { kind: "listed", activations: [...found.values()], ...off };
      }
    }
    return { kind: "unreadable", reason: `more than ${maxPages * pageSize} activations in that time` };
  }

  /** Ends idle connections. */
  async close(): Promise<void> {
    await this.#transport.close();
  }

  /** Asks a question that changes nothing, and a second time when only the clock stood in the way. */
  async #ask<T extends { readonly kind: string; readonly clockOffMs?: number }>(
    request: WireRequest,
    read: (exchange: TransportResult, nowMs: number) => T,
    untilAt: number | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const once = async (): Promise<T> => {
      const wholeMs = untilAt === undefined ? {} : { wholeMs: untilAt - this.#clock.now() };
      const { exchange, nowMs } = await this.#send(request, { ...deadlines(0), ...wholeMs }, signal);
      const answer = read(exchange, nowMs);
      if (answer.clockOffMs !== undefined) {
        this.#clockOffMs = nowMs - this.#clock.now() + answer.clockOffMs;
      }
      return answer;
    };
    const answer = await once();
    return answer.clockOffMs === undefined ? answer : once();
  }

  #turnsOf({ origin, prefix }: Address): CallLimiter {
    const namespace = `${origin}${prefix}`;
    const known = this.#turns.get(namespace);
    if (known !== undefined) return known;
    const turns = new CallLimiter(this.#clock, this.#limits);
    this.#turns.set(namespace, turns);
    return turns;
  }

  /** Signs anew and sends. `nowMs` is the clock that signed, when the answer came. */
  async #send(
    request: WireRequest,
    wireLimits: WireLimits,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly exchange: TransportResult; readonly nowMs: number }> {
    // Another call on this client may correct the clock in the meantime.
    const clockOffMs = this.#clockOffMs;
    const { method, target } = request;
    const timestampMs = Math.round(this.#clock.now() + clockOffMs);
    const signed = signedHeaders({ method, target, timestampMs, credentials: this.#credentials });
    const headers = { ...request.headers, ...signed };
    const exchange = await this.#transport.send({ ...request, headers }, wireLimits, signal);
    return { exchange, nowMs: this.#clock.now() + clockOffMs };
  }
}

function deadlines(waitMs: number): WireLimits {
  return {
    connectMs: 10 * seconds,
    answerMs: waitMs + answerMarginMs,
    bodyMs: 30 * seconds,
    maxBodyBytes,
  };
}
