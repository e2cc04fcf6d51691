import type { JsonObject } from "../../model/json.ts";
import { toShownObject, withoutMarks } from "../../model/shownJson.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import { SecretValue, type Value, type ValueObject } from "../../model/value.ts";
import type { RunView } from "../views/RunView.ts";
import type { Rows } from "../views/rows.ts";
import type { GitHubStep } from "./githubStep.ts";
import { calledIn, stepSummary } from "./stepSummary.ts";

/** What a step of GitHub Actions shows of a run. */
export interface GitHubRun {
  readonly github: GitHubStep;
  /** What runs: `up orders/prod`. */
  readonly title: string;
  /** Rows that nothing else follows. */
  readonly rows: Rows;
}

/** Adds to a view what a step of GitHub Actions shows at the end: the summary, the outputs, and masks for secret outputs. */
export function githubView(view: RunView, { github, title, rows }: GitHubRun): RunView {
  const events: InvocationEvent[] = [];
  return {
    onEvent: (event) => {
      rows.receive(event);
      view.onEvent(event);
    },
    onInvocation: (event) => {
      rows.receiveInvocation(event);
      if (["reused", "checked", "ended"].includes(event.kind)) events.push(event);
      view.onInvocation(event);
    },
    notice: view.notice,
    end: (end) => {
      const { result, failures, outputs } = end;
      if (outputs !== undefined) github.mask(secretTexts(outputs));
      view.end(end);
      github.summarize(stepSummary({ title, result, failures, rows: rows.all, calls: calledIn(events) }));
      github.setResult(result);
      if (outputs !== undefined) github.setOutputs(publicOutputs(outputs));
    },
  };
}

/** Returns the outputs that hold no secret. */
function publicOutputs(outputs: ValueObject): Readonly<Record<string, unknown>> {
  const shown = Object.entries(outputs).filter(([, value]) => [...secretsIn(value)].length === 0);
  return withoutMarks(toShownObject(Object.fromEntries(shown))) as JsonObject;
}

/** Returns the strings in the secret parts of outputs. */
function secretTexts(outputs: ValueObject): readonly string[] {
  return [...secretsIn(outputs)].flatMap((value) => [...stringsIn(value)]);
}

function* secretsIn(value: Value): Generator<Value> {
  if (value instanceof SecretValue) yield value.value;
  else for (const part of partsOf(value)) yield* secretsIn(part);
}

function* stringsIn(value: Value): Generator<string> {
  if (typeof value === "string") yield value;
  else if (value instanceof SecretValue) yield* stringsIn(value.value);
  else for (const part of partsOf(value)) yield* stringsIn(part);
}

function partsOf(value: Value): readonly Value[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value as readonly Value[];
  return Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null
    ? Object.values(value as ValueObject)
    : [];
}
