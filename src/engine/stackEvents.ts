import { stripVTControlCharacters } from "node:util";
import { actionLabel } from "../model/action.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { toShownJson } from "../model/shownJson.ts";
import type { StepReason } from "../model/stepReason.ts";
import { fromMarkedJson } from "../pulumi/marks.ts";
import { type Outputs, previewFacts, type StepMetadata } from "./previewFacts.ts";

/** Event of the engine about the resources of a stack. */
export type StackEvent =
  /** A step of a resource has started. */
  | (StepName & {
      readonly kind: "started";
      /** Set when the last run left an activation pending, which an update continues to follow. */
      readonly isPending?: true;
      /** Separate action that a deletion or an update calls, if any. */
      readonly calls?: LifecycleCall;
      /** In a preview: why a resource of another provider changes. */
      readonly reasons?: readonly StepReason[];
      /** In a preview: inputs of an invocation that is created or deleted. Secrets are `[secret]`. */
      readonly inputs?: JsonObject;
    })
  /** A step of a resource succeeded. */
  | (StepName & {
      readonly kind: "succeeded";
      /** Information about an invocation or a check, without secrets. */
      readonly call?: CallFacts | CheckFacts;
    })
  | (StepName & { readonly kind: "failed" })
  | MessageEvent;

/** Message without colors. */
export interface MessageEvent {
  readonly kind: "message";
  readonly severity: "error" | "warning" | "info";
  readonly message: string;
  /** Name of the resource that it is about. */
  readonly name?: string;
  /** Type of that resource. */
  readonly type?: string;
}

/** Identity of one step of one resource. */
export interface StepName {
  readonly name: string;
  /** Type as in a stack file: `ncf:ActionInvocation`. */
  readonly type: string;
  /** Pulumi's name of the step: `create`, `update`, `same`, `delete`, … */
  readonly step: string;
}

/** Call of `onUpdate` or `onDelete`. */
export interface LifecycleCall {
  /** Label of the action: `db/rollback`. */
  readonly action: string;
  /** With references to the previous run as they are written; secrets are marked, `{ "$secret": true }`. Absent: the params of the resource. */
  readonly params?: Json;
}

/** Information about a call, from the outputs of an invocation. */
export interface CallFacts {
  readonly activationId: string;
  /** Number of attempts; more than 1 only when the earlier ones provably did not run. */
  readonly attempts: number;
  readonly generation: number;
}

/** Information about the calls of a check, from its outputs. */
export interface CheckFacts {
  /** Activation id of the last call. */
  readonly activationId: string;
  readonly calls: number;
}

/**
 * The part of the engine's events that is read.
 * Source: pulumi/pulumi sdk/go/common/apitype/events.go [code]
 */
export interface EngineEvent {
  readonly resourcePreEvent?: { readonly metadata: StepMetadata };
  readonly resOutputsEvent?: { readonly metadata: StepMetadata };
  readonly resOpFailedEvent?: { readonly metadata: StepMetadata };
  readonly diagnosticEvent?: { readonly severity: string; readonly message: string; readonly urn?: string };
}

// What the engine puts before a provider's own words.
const enginePreamble = /^(?:\S+ resource '[^']*' has a problem: |\d+ errors? occurred:\s*\* )/;

/**
 * Reads an event of the engine; `undefined` for what is no event of a resource and no message.
 * @param isPreview - `true` to read why a step would be done.
 */
export function readStackEvent(
  { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent,
  isPreview = false,
): StackEvent | undefined {
  if (resourcePreEvent !== undefined) {
    const { metadata } = resourcePreEvent;
    const isPending = metadata.op === "update" && metadata.old?.outputs?.["outcome"] === "pending";
    const calls = isPending ? undefined : lifecycleCall(metadata);
    return {
      kind: "started",
      ...stepName(metadata),
      ...(isPending ? { isPending } : {}),
      ...(calls === undefined ? {} : { calls }),
      ...(isPreview ? previewFacts(metadata, shortType(metadata.type)) : {}),
    };
  }
  if (resOutputsEvent !== undefined) {
    const call = callFacts(resOutputsEvent.metadata.new?.outputs);
    return {
      kind: "succeeded",
      ...stepName(resOutputsEvent.metadata),
      ...(call === undefined ? {} : { call }),
    };
  }
  if (resOpFailedEvent !== undefined) return { kind: "failed", ...stepName(resOpFailedEvent.metadata) };
  if (diagnosticEvent === undefined) return undefined;
  const { severity, message, urn } = diagnosticEvent;
  const plain = withoutAdvice(stripVTControlCharacters(message).replace(enginePreamble, "").trim());
  // Debug messages contain all outputs in clear, including secrets.
  if (plain === "" || severity === "debug") return undefined;
  return {
    kind: "message",
    severity: severity === "error" || severity === "warning" ? severity : "info",
    message: plain,
    ...(urn === undefined || urn === "" ? {} : { name: nameOf(urn), type: shortType(typeOf(urn)) }),
  };
}

/**
 * Shortens the engine's warning of pending operations, eight lines of advice, to the required
 * action. Returns an empty string when all of them are resources of this package: the journal has
 * their calls, and the advice to clear them is wrong. Returns other messages unchanged.
 * Source: pulumi/pulumi pkg/resource/deploy/deployment_executor.go [code]
 */
function withoutAdvice(message: string): string {
  if (!message.startsWith("Attempting to deploy or update resources with ")) return message;
  const found = [...message.matchAll(/^ *\* (urn:.*), interrupted while (\w+)$/gm)];
  if (found.length === 0) return message;
  const others = found.flatMap(([, urn = "", doing = ""]) =>
    shortType(typeOf(urn)).startsWith("ncf:") ? [] : [`${nameOf(urn)} (${doing})`],
  );
  if (others.length === 0) return "";
  return `an earlier run was interrupted while it changed ${others.join(", ")}: check whether that was completed. pulumi refresh --clear-pending-creates ends this warning`;
}

/** Parses a line of the engine's event stream; `undefined` for what is no event. */
export function parseEngineEvent(line: string): EngineEvent | undefined {
  try {
    const event: unknown = JSON.parse(line);
    return typeof event === "object" && event !== null ? event : undefined;
  } catch {
    // Not an event, but output of a plugin.
    return undefined;
  }
}

/** Names the step that an event describes. */
export function stepName({ urn, type, op }: StepMetadata): StepName {
  return { name: nameOf(urn), type: shortType(type), step: op };
}

/** Source: `__state` of `stateToOutputs`, and the input `onUpdate`. */
function lifecycleCall({ op, old, new: next }: StepMetadata): LifecycleCall | undefined {
  const state = old?.outputs?.["__state"];
  if (!isJsonObject(state)) return undefined;
  if (op.startsWith("delete")) return toLifecycleCall(state["onDelete"]);
  const hasSucceeded = old?.outputs?.["outcome"] === "succeeded" || state["previous"] !== undefined;
  if (op !== "update" || !hasSucceeded) return undefined;
  return toLifecycleCall(next?.inputs?.["onUpdate"], next?.inputs?.["packageName"]);
}

function toLifecycleCall(action: unknown, ownPackage: unknown = "-"): LifecycleCall | undefined {
  if (!isJsonObject(action)) return undefined;
  const { packageName = ownPackage, actionName, params } = action;
  if (typeof packageName !== "string" || typeof actionName !== "string") return undefined;
  return {
    action: actionLabel({ packageName, actionName }),
    ...(params === undefined ? {} : { params: toShownJson(fromMarkedJson({ params })["params"] ?? null) }),
  };
}

function callFacts(outputs: Outputs | undefined): CallFacts | CheckFacts | undefined {
  const { activationId, attempts, generation, calls } = outputs ?? {};
  if (typeof activationId === "string" && typeof calls === "number") return { activationId, calls };
  if (typeof activationId !== "string" || typeof attempts !== "number" || typeof generation !== "number") {
    return undefined;
  }
  return { activationId, attempts, generation };
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

// `urn:pulumi:STACK::PROJECT::PARENT-TYPE$TYPE::NAME`
function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}

/** Returns a resource's type as in a stack file. */
function shortType(type: string): string {
  return type.replace(/^ncf:index:/, "ncf:");
}
