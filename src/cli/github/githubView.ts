import type { JsonObject } from "../../model/json.ts";
import { hasSecretMark, toShownObject, withoutMarks } from "../../model/shownJson.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import type { ValueObject } from "../../model/value.ts";
import { secretTextsIn } from "../../stack/run/values.ts";
import type { RunView } from "../views/RunView.ts";
import type { Rows } from "../views/rows.ts";
import type { GitHubStep } from "./githubStep.ts";
import { calledIn, stepSummary } from "./stepSummary.ts";

/** Output of a run in a step of GitHub Actions. */
export interface GitHubRun {
  readonly github: GitHubStep;
  /** Title of the run: `up orders/prod`. */
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
      if (outputs !== undefined) github.mask(secretTextsIn(outputs));
      view.end(end);
      github.summarize(stepSummary({ title, result, failures, rows: rows.all, calls: calledIn(events) }));
      github.setResult(result);
      if (outputs !== undefined) github.setOutputs(publicOutputs(outputs));
    },
  };
}

/** Returns the outputs that hold no secret. */
function publicOutputs(outputs: ValueObject): Readonly<Record<string, unknown>> {
  const shown = Object.entries(toShownObject(outputs)).filter(([, value]) => !hasSecretMark(value));
  return withoutMarks(Object.fromEntries(shown)) as JsonObject;
}
