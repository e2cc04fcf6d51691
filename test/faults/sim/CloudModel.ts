import { ActivationStore, type ActivationRecord } from "../../../src/emulator/activations/ActivationStore.ts";
import {
  detailView,
  invocationView,
  listItemView,
} from "../../../src/emulator/activations/activationViews.ts";
import type { Answer } from "../../../src/emulator/gateway/Answer.ts";
import { authenticate, type KeyPair } from "../../../src/emulator/gateway/authenticate.ts";
import { cloudRules } from "../../../src/emulator/gateway/cloudRules.ts";
import { jsonAnswer } from "../../../src/emulator/gateway/jsonAnswer.ts";
import { parseRoute, type Route } from "../../../src/emulator/gateway/parseRoute.ts";
import { readPage } from "../../../src/emulator/gateway/readPage.ts";
import { readTimeout } from "../../../src/emulator/gateway/readTimeout.ts";
import { refuse } from "../../../src/emulator/gateway/refuse.ts";
import { refuseAsUpstream } from "../../../src/emulator/gateway/refuseAsUpstream.ts";
import { LedgerBook } from "../../../src/emulator/ledger/Ledger.ts";
import { readParams } from "../../../src/emulator/server/readParams.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { WireRequest } from "../../../src/client/transport.ts";
import type { ActionPlan, ServicePlan } from "./Schedule.ts";
import type { World } from "./World.ts";

const rules = cloudRules.KR;
const namespace = "simulated";

/** Cloud Functions in virtual time, put together from the emulator's pieces; its actions are what their plans say. */
export class CloudModel {
  readonly ledger = new LedgerBook();
  readonly #world: World;
  readonly #keys: KeyPair;
  readonly #actions: readonly ActionPlan[];
  readonly #listed = new ActivationStore();
  readonly #found = new ActivationStore();
  #busyCount = 0;
  service: ServicePlan;

  constructor(world: World, keys: KeyPair, service: ServicePlan, actions: readonly ActionPlan[]) {
    this.#world = world;
    this.#keys = keys;
    this.service = service;
    this.#actions = actions;
  }

  readonly now = (): number => this.#world.now() + this.service.clockOffMs;

  /** Answers a request. `onRun` hears the id of the run that it begins. */
  async answer(request: WireRequest, onRun: (activationId: string) => void): Promise<Answer> {
    const route = parseRoute(request.method, request.target, rules);
    if (route === undefined) return refuse("pathNotFound");
    const refusal = authenticate(request, this.#keys, this.now());
    if (refusal !== undefined) return refusal;
    const { operation } = route;
    switch (operation.kind) {
      case "activation": {
        const record = this.#found.find(operation, operation.activationId);
        if (record === undefined) return refuse("activationNotFound");
        return jsonAnswer(200, { content: detailView(record, route.apiVersion) });
      }
      case "activations":
        return this.#list(route);
      case "invoke":
        return this.#invoke(operation.actionName, route, request.body, onRun);
      default:
        return refuse("pathNotFound");
    }
  }

  /** Somebody else's call of an action. */
  callByStranger(action: number): void {
    void this.#run(`a${action}`, { stranger: true }, () => {});
  }

  #list({ operation, query, apiVersion }: Route): Answer {
    const page = readPage(query, apiVersion, rules, this.now());
    if (page === undefined || operation.kind !== "activations") return refuse("wrongParameter");
    const { packageName = "-", actionName = "" } = operation;
    const { totalCount, records } = this.#listed.list(page, { packageName, actionName });
    return jsonAnswer(200, { content: { totalCount, activations: records.map(listItemView) } });
  }

  async #invoke(
    actionName: string,
    { query }: Route,
    body: Uint8Array | undefined,
    onRun: (activationId: string) => void,
  ): Promise<Answer> {
    const timeoutMs = readTimeout(query);
    const read = readParams(body ?? new Uint8Array());
    if (timeoutMs === undefined) return refuse("wrongParameter");
    if ("refusal" in read) return read.refusal;
    const { concurrencyLimit, failedStatus } = this.service;
    if (this.#busyCount >= concurrencyLimit)
      return refuseAsUpstream(429, "Too many concurrent requests in flight.");
    const { activationId, record } = this.#run(actionName, read.params, onRun);
    const ended = await Promise.race([record, this.#world.sleep(timeoutMs)]);
    if (ended === undefined) return jsonAnswer(200, { content: { activationId } });
    return jsonAnswer(ended.response.success ? 200 : failedStatus, { content: invocationView(ended) });
  }

  #run(
    actionName: string,
    params: JsonObject,
    onRun: (activationId: string) => void,
  ): { readonly activationId: string; readonly record: Promise<ActivationRecord> } {
    const number = this.ledger.runs.length + 1;
    const activationId = number.toString(16).padStart(32, "0");
    const start = this.now();
    const reference = { packageName: "-", actionName };
    const finish = this.ledger.runEntries.add({ activationId, ...reference, params, startedAt: start });
    onRun(activationId);
    this.#busyCount += 1;
    const plan = this.#actions[Number(actionName.slice(1))] as ActionPlan;
    const record = this.#world.sleep(plan.durationMs).then((): ActivationRecord => {
      this.#busyCount -= 1;
      const isSuccess = plan.failsEvery === 0 || number % plan.failsEvery !== 0;
      const end = this.now();
      const ended: ActivationRecord = {
        activationId,
        name: actionName,
        namespace,
        subject: namespace,
        start,
        end,
        duration: end - start,
        ...endOf(plan, params, isSuccess),
      };
      finish({ endedAt: end, success: isSuccess });
      const { listLagMs, recordLagMs } = this.service;
      void this.#world.sleep(listLagMs).then(() => this.#listed.add(reference, ended));
      void this.#world.sleep(recordLagMs).then(() => this.#found.add(reference, ended));
      return ended;
    });
    return { activationId, record };
  }
}

function endOf(
  { shows, leaks }: ActionPlan,
  params: JsonObject,
  isSuccess: boolean,
): Pick<ActivationRecord, "response" | "logs"> {
  const key = params["key"];
  const shown = shows === "result" && typeof key === "string" ? { key } : {};
  const secret = leaks ? { password: params["password"] ?? "" } : {};
  const logs = shows === "logs" ? [`2026-01-15T00:00:00Z stdout: called with ${JSON.stringify(key)}`] : [];
  const response = isSuccess
    ? { status: "success", success: true, result: { ok: true, ...shown, ...secret } }
    : {
        status: "application error",
        success: false,
        result: { error: `cannot go on ${JSON.stringify({ ...shown, ...secret })}` },
      };
  return { response, logs };
}
