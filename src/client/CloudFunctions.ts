import type { ActionReference } from "../model/ActionReference.ts";
import type { Address } from "../model/Address.ts";
import type { Outcome } from "../model/Outcome.ts";
import type { Clock, Ports } from "../ports/Ports.ts";
import type { Credentials } from "../signing/Credentials.ts";
import { signedHeaders } from "../signing/signedHeaders.ts";
import type { ActivationAnswer } from "./ActivationAnswer.ts";
import type { ActivationsAnswer, ListedActivation } from "./ActivationsAnswer.ts";
import { buildActivationRequest } from "./buildActivationRequest.ts";
import { buildActivationsRequest } from "./buildActivationsRequest.ts";
import { buildInvokeRequest } from "./buildInvokeRequest.ts";
import { decideRetry } from "./decideRetry.ts";
import { judge } from "./judge.ts";
import { readActivationAnswer } from "./readActivationAnswer.ts";
import { readActivationsAnswer } from "./readActivationsAnswer.ts";
import type { Exchange, Transport, WireLimits, WireRequest } from "./Transport.ts";

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
}

/** How often a call that provably did not run is made again. */
export interface RetryBudget {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** No attempt is started later than this after the first one, milliseconds. */
  readonly budgetMs: number;
}

/** The retry budget when none is given: 4 attempts within a minute. */
export const defaultRetry: RetryBudget = { attempts: 4, budgetMs: 60 * seconds };

/** What came of a call. */
export interface Invoked {
  readonly outcome: Outcome;
  readonly attempts: number;
  /** When the last attempt was made, epoch milliseconds of this machine's clock. */
  readonly invokedAt: number;
  /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
  readonly clockOffMs?: number;
}

/** One activation's record. */
export interface ActivationQuestion {
  readonly address: Address;
  readonly action: ActionReference;
  readonly activationId: string;
}

/** The activations of an action that began in some time. */
export interface ActivationsQuestion {
  readonly address: Address;
  readonly action: ActionReference;
  /** Epoch milliseconds of this machine's clock, both included. Only the last month can be asked for. [doc] */
  readonly startAt: number;
  readonly endAt: number;
}

/**
 * The client of Cloud Functions: signs, sends and reads. It never calls again what may have run. A clock found to be
 * off stays corrected for its lifetime.
 */
export class CloudFunctions {
  readonly #transport: Transport;
  readonly #credentials: Credentials;
  readonly #clock: Clock;
  readonly #random: () => number;
  #clockOffMs = 0;

  constructor({ transport, credentials, clock, random }: CloudFunctionsParts) {
    this.#transport = transport;
    this.#credentials = credentials;
    this.#clock = clock;
    this.#random = random;
  }

  /** Calls an action, and again within the retry budget while the call provably did not run. Never rejects. */
  async invoke(call: InvokeCall, signal?: AbortSignal): Promise<Invoked> {
    const request = buildInvokeRequest(call.address, call.action, call);
    const { attempts: maxAttempts, budgetMs } = call.retry ?? defaultRetry;
    const untilAt = this.#clock.now() + budgetMs;
    let wasClockCorrected = false;
    for (let attempts = 1; ; attempts += 1) {
      const invokedAt = this.#clock.now();
      const { exchange, nowMs } = await this.#send(request, call.timeoutMs, signal);
      const outcome = judge(exchange, nowMs);
      const now = this.#clock.now();
      const decision = decideRetry({
        attempts,
        maxAttempts,
        outcome,
        wasClockCorrected,
        untilAt,
        now,
        random: this.#random(),
      });
      if (decision.kind === "retry" && decision.correctClockMs !== undefined) {
        this.#clockOffMs = nowMs - now + decision.correctClockMs;
        wasClockCorrected = true;
      }
      if (decision.kind === "stop" || !(await this.#slept(decision.afterMs, signal))) {
        return {
          outcome,
          attempts,
          invokedAt,
          ...(this.#clockOffMs === 0 ? {} : { clockOffMs: this.#clockOffMs }),
        };
      }
    }
  }

  /** Asks once for an activation's record; twice when only the clock stood in the way. Never rejects. */
  async activation(question: ActivationQuestion, signal?: AbortSignal): Promise<ActivationAnswer> {
    const request = buildActivationRequest(question.address, question.action, question.activationId);
    return this.#ask(request, readActivationAnswer, signal);
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
      const answer = await this.#ask(request, readActivationsAnswer, signal);
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
    read: (exchange: Exchange, nowMs: number) => T,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const { exchange, nowMs } = await this.#send(request, 0, signal);
    const answer = read(exchange, nowMs);
    if (answer.clockOffMs === undefined) return answer;
    this.#clockOffMs = nowMs - this.#clock.now() + answer.clockOffMs;
    const second = await this.#send(request, 0, signal);
    return read(second.exchange, second.nowMs);
  }

  /** Signs anew and sends. `nowMs` is the clock that signed, when the answer came. */
  async #send(
    request: WireRequest,
    waitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<{ readonly exchange: Exchange; readonly nowMs: number }> {
    // Another call on this client may correct the clock in the meantime.
    const clockOffMs = this.#clockOffMs;
    const { method, target } = request;
    const timestampMs = Math.round(this.#clock.now() + clockOffMs);
    const signed = signedHeaders({ method, target, timestampMs, credentials: this.#credentials });
    const headers = { ...request.headers, ...signed };
    const exchange = await this.#transport.send({ ...request, headers }, limits(waitMs), signal);
    return { exchange, nowMs: this.#clock.now() + clockOffMs };
  }

  /** Whether the wait was not cut short by the signal. */
  async #slept(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
    }
    return signal?.aborted !== true;
  }
}

function limits(waitMs: number): WireLimits {
  return {
    connectMs: 10 * seconds,
    answerMs: waitMs + answerMarginMs,
    bodyMs: 30 * seconds,
    maxBodyBytes,
  };
}
