import { stripVTControlCharacters } from "node:util";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { CallFacts, StackEvent } from "./stackEvent.ts";

// What the engine puts before a provider's own words.
const enginePreamble = /^(?:\S+ resource '[^']*' has a problem: |\d+ errors? occurred:\s*\* )/;
// The host of dynamic providers is on PATH because the runner puts it there.
const isAboutPlugin = /^using pulumi-resource-pulumi-nodejs from \$PATH/;

/** Reads one of the engine's events; `undefined` for those that concern no resource and say nothing. */
export function readEvent(event: EngineEvent): StackEvent | undefined {
  const { resourcePreEvent, resOutputsEvent, resOpFailedEvent, diagnosticEvent } = event;
  const [kind, step] =
    resourcePreEvent !== undefined
      ? (["begun", resourcePreEvent] as const)
      : resOutputsEvent !== undefined
        ? (["done", resOutputsEvent] as const)
        : (["failed", resOpFailedEvent] as const);
  if (step !== undefined) {
    const { urn, type, op, old, new: made } = step.metadata;
    const common = { name: resourceName(urn), type, step: op };
    if (kind === "begun") {
      const isPending = op === "update" && old?.outputs["outcome"] === "pending";
      return { kind, ...common, ...(isPending ? { isPending } : {}) };
    }
    const call = kind === "done" ? callFacts(made?.outputs) : undefined;
    return { kind, ...common, ...(call === undefined ? {} : { call }) };
  }
  if (diagnosticEvent === undefined) return undefined;
  const { severity, message, urn } = diagnosticEvent;
  // The engine's colours are marks such as `<{%fg 1%}>`.
  const plain = stripVTControlCharacters(message.replaceAll(/<\{%.*?%\}>/g, ""))
    .replace(enginePreamble, "")
    .trim();
  // The SDK's debug messages hold every output in clear, secret ones too. The type of the event does not know the word.
  if (plain === "" || (severity as string) === "debug" || isAboutPlugin.test(plain)) return undefined;
  return {
    kind: "said",
    severity: severity === "error" || severity === "warning" ? severity : "info",
    message: plain,
    ...(urn === undefined || urn === "" ? {} : { name: resourceName(urn) }),
  };
}

function callFacts(outputs: Readonly<Record<string, unknown>> | undefined): CallFacts | undefined {
  const { activationId, attempts, generation } = outputs ?? {};
  if (typeof activationId !== "string" || typeof attempts !== "number" || typeof generation !== "number") {
    return undefined;
  }
  return { activationId, attempts, generation };
}

function resourceName(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
