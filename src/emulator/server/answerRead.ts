import { readFileSync } from "node:fs";
import { detailView, listItemView } from "../activations/activationViews.ts";
import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import type { Answer } from "../gateway/Answer.ts";
import { jsonAnswer } from "../gateway/jsonAnswer.ts";
import type { Operation, Route } from "../gateway/parseRoute.ts";
import { readPage } from "../gateway/readPage.ts";
import { refuse } from "../gateway/refuse.ts";
import type { EmulatorState } from "./EmulatorState.ts";

const runtime = "nodejs:22";

/** An operation that changes nothing. */
export type ReadOperation = Exclude<Operation, { kind: "invoke" }>;

/** Answers a GET: activations from the store, packages and actions from the folder. */
export function answerRead(state: EmulatorState, route: Route, operation: ReadOperation): Answer {
  switch (operation.kind) {
    case "activation":
      return answerActivation(state, route, operation);
    case "activations":
      return answerActivations(state, route, operation);
    case "packages":
      return answerContent(state.folder.packageNames().map((name) => ({ name, description: "" })));
    case "actions":
      return answerContent({
        actions: state.folder
          .actionsOf(operation.packageName)
          .map(({ actionName, description }) => ({ name: actionName, description, type: "basic", runtime })),
      });
    case "action": {
      const action = state.folder.find(operation);
      return action === undefined ? refuse("actionNotFound") : answerContent(actionView(action));
    }
  }
}

function answerActivation(
  state: EmulatorState,
  route: Route,
  operation: Extract<ReadOperation, { kind: "activation" }>,
): Answer {
  const { switches } = state;
  const record = state.store.find(operation, operation.activationId);
  const isThere =
    record !== undefined &&
    !switches.activationsExpired &&
    state.now() >= record.end + switches.visibilityLagMs;
  if (isThere) return answerContent(detailView(record, route.apiVersion));
  return { ...refuse("activationNotFound"), status: switches.activationNotFoundStatus };
}

function answerActivations(
  state: EmulatorState,
  route: Route,
  { packageName, actionName }: Extract<ReadOperation, { kind: "activations" }>,
): Answer {
  const page = readPage(route.query, route.apiVersion, state.rules, state.now());
  if (page === undefined) return refuse("wrongParameter", "pageNo, pageSize, start or end cannot be read.");
  const action =
    packageName === undefined || actionName === undefined ? undefined : { packageName, actionName };
  if (action !== undefined && state.folder.find(action) === undefined) return refuse("actionNotFound");
  if (state.switches.activationsExpired) return answerContent({ totalCount: 0, activations: [] });
  const { totalCount, records } = state.store.list(page, action);
  return answerContent({ totalCount, activations: records.map(listItemView) });
}

function actionView({ actionName, description, parameters, limits, file }: EmulatedAction): object {
  const exec = { kind: runtime, code: readFileSync(file, "utf8"), main: "main", binary: false };
  return { name: actionName, description, parameters, exec, limits };
}

function answerContent(content: object): Answer {
  return jsonAnswer(200, { content });
}
