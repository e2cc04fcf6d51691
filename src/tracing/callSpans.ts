import {
  type Attributes,
  type Context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from "@opentelemetry/api";
import type { InvocationEvent } from "../invocation/events.ts";
import { actionLabel } from "../model/action.ts";
import { placeOf } from "../model/address.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

/** Spans of the calls of one process, made of their events. */
export interface CallSpans {
  readonly onEvent: (event: InvocationEvent) => void;
  /** Returns the W3C `traceparent` of the call of a resource that is in progress. */
  readonly traceparentOf: (key: ResourceKey) => string | undefined;
}

/** Span of one call, and that of what it does now. */
interface OpenCall {
  readonly span: Span;
  phase?: Span;
}

/**
 * Creates spans: one for each call, `invoke package/action`, with children for the slot, each POST, the pause before a retry, following,
 * searching, and waiting for another process. They hold no params, results or messages.
 */
export function createCallSpans(tracer: Tracer, parent: Context): CallSpans {
  const open = new Map<string, OpenCall>();

  function callOf(event: InvocationEvent): OpenCall {
    const name = nameOf(event.key);
    const known = open.get(name);
    if (known !== undefined) return known;
    const label = actionLabel(event.action);
    const attributes: Attributes = {
      "faas.invoked_name": label,
      "faas.invoked_provider": "naver_cloud",
      "ncf.project": event.key.project,
      "ncf.stack": event.key.stack,
      "ncf.resource": event.key.name,
    };
    const options = { kind: SpanKind.CLIENT, startTime: event.at, attributes };
    const call: OpenCall = { span: tracer.startSpan(`invoke ${label}`, options, parent) };
    open.set(name, call);
    return call;
  }

  function endPhase(call: OpenCall, at: number): void {
    call.phase?.end(at);
    delete call.phase;
  }

  function startPhase(event: InvocationEvent, name: string, attributes: Attributes = {}): void {
    const call = callOf(event);
    endPhase(call, event.at);
    const context = trace.setSpan(parent, call.span);
    call.phase = tracer.startSpan(name, { startTime: event.at, attributes }, context);
  }

  function endCall(event: InvocationEvent, attributes: Attributes, errorType: string | undefined): void {
    const call = callOf(event);
    endPhase(call, event.at);
    call.span.setAttributes(attributes);
    if (errorType !== undefined) {
      call.span.setAttribute("error.type", errorType);
      call.span.setStatus({ code: SpanStatusCode.ERROR });
    }
    call.span.end(event.at);
    open.delete(nameOf(event.key));
  }

  return {
    onEvent(event) {
      switch (event.kind) {
        case "waiting": {
          const { region } = placeOf(event.origin);
          callOf(event).span.setAttributes({
            "server.address": new URL(event.origin).hostname,
            ...(region === undefined ? {} : { "faas.invoked_region": region }),
          });
          return startPhase(event, "wait for slot");
        }
        case "acquired":
          return endPhase(callOf(event), event.at);
        case "calling":
          return void callOf(event).span.setAttribute("ncf.generation", event.generation);
        case "posting":
          return startPhase(event, "POST", { "http.request.method": "POST", "ncf.attempt": event.attempt });
        case "posted":
          callOf(event).phase?.setAttributes(postedAttributes(event));
          return endPhase(callOf(event), event.at);
        case "retrying":
          return startPhase(event, "wait before retry");
        case "following":
          return startPhase(event, "follow activation", { "faas.invocation_id": event.activationId });
        case "searching":
          return startPhase(event, "search for activation");
        case "waitingForOwner":
          return startPhase(event, "wait for other process");
        case "resuming": {
          const context = parseTraceparent(event.trace);
          return context === undefined ? undefined : void callOf(event).span.addLink({ context });
        }
        case "reused":
          return void callOf(event).span.setAttribute("ncf.reused", true);
        case "ended":
          return endCall(
            event,
            {
              "ncf.outcome": event.outcome,
              "ncf.generation": event.generation,
              "ncf.attempts": event.attempts,
              ...activation(event.activationId),
            },
            event.outcome === "succeeded" ? undefined : event.outcome,
          );
        case "checked":
          return endCall(
            event,
            { "ncf.healthy": event.isHealthy, "ncf.calls": event.calls, ...activation(event.activationId) },
            event.isHealthy ? undefined : "unhealthy",
          );
        case "recorded":
        case "checking":
        case "released":
        case "notCalled":
        case "waitingForLogs":
        case "logs":
          return undefined;
      }
    },

    traceparentOf(key) {
      const span = open.get(nameOf(key))?.span;
      return span === undefined ? undefined : formatTraceparent(span.spanContext());
    },
  };
}

function postedAttributes({
  status,
  requestId,
  delivery,
}: Extract<InvocationEvent, { kind: "posted" }>): Attributes {
  return {
    ...(status === undefined ? {} : { "http.response.status_code": status }),
    ...(requestId === undefined ? {} : { "ncf.gateway_request_id": requestId }),
    ...(delivery === undefined ? {} : { "error.type": `no response (${delivery})` }),
  };
}

function activation(id: string | undefined): Attributes {
  return id === undefined ? {} : { "faas.invocation_id": id };
}

function nameOf({ project, stack, name }: ResourceKey): string {
  return JSON.stringify([project, stack, name]);
}
