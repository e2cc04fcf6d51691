import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import type { Transport } from "../../../src/client/transport.ts";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { hashParams } from "../../../src/journal/hashParams.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { generationKey } from "../../../src/model/resourceKey.ts";
import { Secret } from "../../../src/model/secret.ts";
import type { Processes } from "../../../src/ports/processes.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import { readState, stateToOutputs } from "../../../src/resource/state.ts";
import type { InvocationLifecycle, StepInputs, StepResult } from "../../../src/resource/steps.ts";
import type { CloudModel } from "./CloudModel.ts";
import type { Referee, Report, Step } from "./Referee.ts";
import type { Course, ResourcePlan, Schedule } from "./Schedule.ts";
import { SimProcess } from "./SimProcess.ts";
import type { SimStore, StoreVariant } from "./SimStore.ts";
import { simTransport } from "./simTransport.ts";
import type { World } from "./World.ts";

const project = "sim";
const stack = "prod";
const notRunCodes = new Set(["NCF_REJECTED", "NCF_NOT_SENT", "NCF_CLOCK_OFF", "NCF_JOURNAL_UNWRITABLE"]);

/** Parts that are put in the place of the real ones and break a promise, to see whether anybody notices. */
export interface Variant extends StoreVariant {
  readonly processes?: (processes: Processes) => Processes;
  readonly journal?: (journal: Journal) => Journal;
  readonly transport?: (transport: Transport) => Transport;
  readonly hashParams?: (params: JsonObject) => string;
}

/** What a stack is made of. */
export interface SimStackParts {
  readonly world: World;
  readonly store: SimStore;
  readonly cloud: CloudModel;
  readonly referee: Referee;
  readonly schedule: Schedule;
  readonly keys: { readonly accessKey: string; readonly secretKey: string };
  readonly canary: string;
  readonly variant: Variant;
}

interface Saved {
  /** As the engine has it: outputs, secret ones in clear. */
  readonly outputs: JsonObject;
  readonly version: number;
  /** Pulumi's `initErrors`: the next update is asked for although nothing changed. */
  readonly isUnwell: boolean;
}

/** A stack with its state, and an engine that does with it as Pulumi's does. */
export class SimStack {
  readonly #parts: SimStackParts;
  readonly #processes: SimProcess[] = [];
  readonly #state = new Map<string, Saved>();
  /** What the program declares: each resource's version. */
  readonly #versions = new Map<string, number>();
  readonly #left = new Set<string>();
  readonly #incarnations = new Map<string, number>();
  readonly #oldestIncarnations = new Map<string, number>();
  /** What a process is at, by its pid and the resource. */
  readonly #current = new Map<string, Step>();

  epoch = 0;

  constructor(parts: SimStackParts) {
    this.#parts = parts;
    for (const index of parts.schedule.resources.keys()) this.#versions.set(`r${index}`, 1);
  }

  /** What is kept of a resource, and whether that is what the program declares. */
  saved(name: string): { readonly outcome: Json | undefined; readonly isNewest: boolean } | undefined {
    const saved = this.#state.get(name);
    if (saved === undefined) return undefined;
    return { outcome: saved.outputs["outcome"], isNewest: saved.version === this.#versions.get(name) };
  }

  isDeclared(name: string): boolean {
    return !this.#left.has(name);
  }

  version(name: string): number {
    return this.#versions.get(name) as number;
  }

  change(name: string): void {
    this.#versions.set(name, this.version(name) + 1);
  }

  toggle(name: string): void {
    if (!this.#left.delete(name)) this.#left.add(name);
  }

  /** So much time has passed that what was before is forgotten. */
  beginEpoch(): void {
    this.epoch += 1;
  }

  loseState(): void {
    this.#state.clear();
  }

  /** Brings about what the program declares, or as much of it as the course of things lets. */
  async up(course: Course): Promise<void> {
    await this.#inProcess(course, (lifecycle, process) => {
      const names = new Set([...this.#versions.keys(), ...this.#state.keys()]);
      return Promise.all([...names].map((name) => this.#step(name, lifecycle, process, course)));
    });
  }

  async refresh(course: Course): Promise<void> {
    await this.#inProcess(course, (lifecycle, process) =>
      Promise.all(
        [...this.#state].map(async ([name, saved]) => {
          try {
            const old = readState(saved.outputs);
            const result = await lifecycle.read(old, old.key);
            if (!process.hasCrashed) this.#save(name, result, saved.version, false);
          } catch (error) {
            this.#hear(error);
          }
        }),
      ),
    );
  }

  async #inProcess(
    course: Course,
    work: (lifecycle: InvocationLifecycle, process: SimProcess) => Promise<unknown>,
  ): Promise<void> {
    const pid = this.#processes.length + 1;
    const { store } = this.#parts.schedule;
    // A file has its place on one machine, and so one clock.
    const aheadMs = course.machine === "fresh" && store.kind !== "file" ? course.aheadMs : 0;
    const host = course.machine === "fresh" ? `fresh-${pid}` : course.machine;
    const owner = { host, pid, startedAt: "" };
    const process = new SimProcess(this.#parts.world, owner, aheadMs, course.crash, () =>
      this.#losePower(host),
    );
    this.#processes.push(process);
    const all = work(this.#lifecycle(process, course), process).finally(() => process.end());
    await Promise.race([all, process.crashed]);
  }

  /** A machine loses its power; with it the place of the journal and all machines there, unless that is a bucket. */
  #losePower(host: string): void {
    const { store, schedule } = this.#parts;
    const isAlone = schedule.store.kind === "bucket";
    for (const process of this.#processes) {
      if (process.isAlive && (!isAlone || process.owner.host === host)) process.fall("power");
    }
    if (!isAlone) store.losePower();
  }

  #lifecycle(process: SimProcess, course: Course): InvocationLifecycle {
    const { world, store, cloud, keys, variant, referee } = this.#parts;
    const { clock } = process;
    const secretKey = new Secret(keys.secretKey);
    const transport = simTransport({
      world,
      cloud,
      process,
      course,
      onPost: ({ body }) => {
        const { resource } = JSON.parse(Buffer.from(body as Uint8Array).toString()) as { resource: string };
        const step = this.#stepOf(process, resource);
        const sentAt = world.now();
        step.posts += 1;
        if (step.claim === undefined || !store.keeps(step.claim)) {
          referee.troubles.push(`${step.generation} was sent before its intent was durable`);
        }
        return (activationId) => {
          world.note(`run ${Number.parseInt(activationId, 16)} of ${step.generation}`);
          step.runs.push({ activationId, step, sentAt });
        };
      },
    });
    const functions = new CloudFunctions({
      clock,
      random: world.random,
      credentials: { accessKey: keys.accessKey, secretKey, source: "simulation" },
      transport: variant.transport?.(transport) ?? transport,
    });
    const seen = process.seeing(this.#processes);
    const processes = variant.processes?.(seen) ?? seen;
    let journal: Promise<Journal> | undefined;
    const open = async (): Promise<Journal> => {
      const opened = await store.open(process, course, variant);
      return this.#watched(variant.journal?.(opened) ?? opened, process);
    };
    let isUnreleased = false;
    const lifecycle = createLifecycle({
      clock,
      settings: { address: { apiVersion: this.#parts.schedule.service.apiVersion }, issues: [] },
      functions: () => functions,
      secrets: () => [keys.secretKey],
      journal: () => (journal ??= open()),
      journalOptions: () => [],
      processes: () => processes,
      hashParams: variant.hashParams ?? ((params) => hashParams(params, secretKey)),
      onEvent: (event) => {
        this.#parts.referee.texts.push({ where: "an event", text: JSON.stringify(event) });
        if (event.kind === "released") isUnreleased = event.problem !== undefined;
      },
    });
    return {
      ...lifecycle,
      delete: async (old) => {
        isUnreleased = false;
        await lifecycle.delete(old);
        if (isUnreleased) throw new Error("unreleased");
      },
    };
  }

  /** Notes when a call is made again because the user wants unknown ones made again. */
  #watched(journal: Journal, process: SimProcess): Journal {
    return {
      find: (key) => journal.find(key),
      knowsStack: (name) => journal.knowsStack(name),
      claimOf: (activationId) => journal.claimOf(activationId),
      end: (claim, end) => journal.end(claim, end),
      generations: async (resource) => {
        const known = await journal.generations(resource);
        // A deletion alone is no step.
        const step = this.#current.get(`${process.owner.pid} ${resource.name}`);
        if (step !== undefined) {
          const { firstGeneration } = step;
          const [generation = firstGeneration, found] =
            [...known].find(([one]) => one >= firstGeneration) ?? [];
          const isOpen = found !== undefined && (found.end === undefined || found.end.kind === "unknown");
          step.firstSight ??= { key: generationKey({ ...resource, generation }), isOpen };
        }
        return known;
      },
      entries: () => journal.entries(),
      close: () => journal.close(),
      intend: async (intent) => {
        const intended = await journal.intend(intent);
        if (intended.kind === "claimed") {
          const step = this.#stepOf(process, resourceOf(intent.key));
          step.claim = intended.entry.claim;
          // Another process may have been first to call again, with other params, so that this call is the next generation.
          const { key, isOpen } = step.firstSight ?? { key: intent.key, isOpen: false };
          const isPastOpen = step.plan.onUnknown === "reinvoke" && isOpen && key !== intent.key;
          if (intent.replaces !== undefined || isPastOpen) step.hasReinvoked = true;
          if (intent.replaces !== undefined) this.#forbidOverlap(step);
        }
        return intended;
      },
    };
  }

  /** A call in the place of another one must not overlap its run. */
  #forbidOverlap({ generation }: Step): void {
    const { referee, cloud } = this.#parts;
    const earlier = referee.steps.filter((one) => one.generation === generation).flatMap(({ runs }) => runs);
    const isInProgress = earlier.some(({ activationId }) =>
      cloud.ledger.runs.some((run) => run.activationId === activationId && run.endedAt === undefined),
    );
    if (isInProgress) {
      referee.troubles.push(`${generation} was called again while its earlier run was in progress`);
    }
  }

  #stepOf(process: SimProcess, resource: string): Step {
    return this.#current.get(`${process.owner.pid} ${resource}`) as Step;
  }

  async #step(
    name: string,
    lifecycle: InvocationLifecycle,
    process: SimProcess,
    { retries }: Course,
  ): Promise<void> {
    const saved = this.#state.get(name);
    if (this.#left.has(name)) {
      if (saved !== undefined) await this.#delete(name, saved, lifecycle, process);
      return;
    }
    const plan = this.#planOf(name);
    const version = this.version(name);
    const news = this.#inputsOf(name, plan, version);
    if (saved === undefined) {
      for (let again = 0; again <= retries; again += 1) {
        const step = this.#begin("create", name, plan, version, undefined, process);
        if (await this.#try(step, process, () => lifecycle.create(news), again === retries)) return;
      }
      return;
    }
    const old = readState(saved.outputs);
    if (lifecycle.diff(old, news).kind === "same" && !saved.isUnwell) return;
    const step = this.#begin("update", name, plan, version, saved, process);
    await this.#try(step, process, () => lifecycle.update(old, news), true);
  }

  /** Whether it went well. */
  async #try(
    step: Step,
    process: SimProcess,
    make: () => Promise<StepResult>,
    isLast: boolean,
  ): Promise<boolean> {
    const { resource, version } = step;
    try {
      const result = await make();
      const { outcome, activationId } = result.state;
      const isWell = result.error === undefined;
      if (!isWell) this.#hear(result.error);
      this.#report(step, process, { reported: outcome, activationId });
      // The engine tries a step that failed again before it saves what that left.
      if ((isWell || isLast) && !process.hasCrashed) this.#save(resource, result, version, !isWell);
      return isWell;
    } catch (error) {
      this.#hear(error);
      this.#report(step, process, this.#readError(error));
      return false;
    }
  }

  #readError(error: unknown): Pick<Report, "reported" | "code"> {
    if (!NcfError.is(error) || error.code === "NCF_BUG") {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      this.#parts.referee.troubles.push(`it threw ${text}`);
      return { reported: "unknown" };
    }
    const { code } = error;
    if (notRunCodes.has(code)) return { reported: "notRun", code };
    if (code !== "NCF_OUTCOME_UNKNOWN") this.#parts.referee.troubles.push(`it ended as ${code}`);
    return { reported: "unknown", code };
  }

  async #delete(
    name: string,
    saved: Saved,
    lifecycle: InvocationLifecycle,
    process: SimProcess,
  ): Promise<void> {
    const incarnation = this.#incarnations.get(name) ?? 0;
    this.#incarnations.set(name, incarnation + 1);
    let isReleased = true;
    await lifecycle.delete(readState(saved.outputs)).catch((error: unknown) => {
      isReleased = false;
      this.#hear(error);
    });
    if (process.hasCrashed) return;
    this.#parts.world.note(`${name} is deleted${isReleased ? "" : ", its keys are not released"}`);
    if (isReleased) this.#oldestIncarnations.set(name, incarnation + 1);
    this.#state.delete(name);
  }

  #begin(
    what: string,
    resource: string,
    plan: ResourcePlan,
    version: number,
    saved: Saved | undefined,
    { owner }: SimProcess,
  ): Step {
    const isAfterFailure = saved?.version === version && saved.outputs["outcome"] === "failed";
    const after = isAfterFailure
      ? ` after run ${Number.parseInt(String(saved.outputs["activationId"]), 16)}`
      : "";
    const incarnation = this.#incarnations.get(resource) ?? 0;
    const step: Step = {
      label: `${what} by pid ${owner.pid}`,
      resource,
      plan,
      version,
      incarnation,
      oldestIncarnation: this.#oldestIncarnations.get(resource) ?? 0,
      epoch: this.epoch,
      generation: `${resource}.${incarnation} v${version}${after}${this.epoch === 0 ? "" : ` in epoch ${this.epoch}`}`,
      firstGeneration: saved === undefined ? 1 : Number(saved.outputs["generation"]) + 1,
      begunAt: this.#parts.world.now(),
      hasReinvoked: false,
      runs: [],
      posts: 0,
    };
    this.#parts.world.note(`${step.label}: ${step.generation}`);
    this.#parts.referee.steps.push(step);
    this.#current.set(`${owner.pid} ${resource}`, step);
    return step;
  }

  #report(step: Step, process: SimProcess, told: Omit<Report, "step">): void {
    const { activationId, code, reported } = told;
    const run = activationId === undefined ? "" : ` by run ${Number.parseInt(activationId, 16)}`;
    this.#parts.world.note(`${step.label} of ${step.generation} told ${reported}${run} ${code ?? ""}`);
    if (!process.hasCrashed) this.#parts.referee.reports.push({ step, ...told });
  }

  #save(name: string, { state, secretOutputs }: StepResult, version: number, isUnwell: boolean): void {
    const outputs = stateToOutputs(state);
    const text = JSON.stringify(withoutSecrets(outputs, secretOutputs));
    this.#parts.referee.texts.push({ where: "the state", text });
    this.#state.set(name, { outputs, version, isUnwell });
  }

  /** An error's text goes to the user's terminal. */
  #hear(error: unknown): void {
    const { message = "", stack: trace = "" } = error as Partial<Error>;
    this.#parts.world.note(`error: ${message.slice(0, 300)}`);
    this.#parts.referee.texts.push({ where: "an error", text: `${message}\n${trace}` });
  }

  #planOf(name: string): ResourcePlan {
    return this.#parts.schedule.resources[Number(name.slice(1))] as ResourcePlan;
  }

  #inputsOf(resource: string, plan: ResourcePlan, version: number): StepInputs {
    const inputs: JsonObject = {
      actionName: `a${plan.action}`,
      params: { resource, version, password: this.#parts.canary },
      timeout: plan.timeoutMs,
      waitFor: plan.waitForMs,
      retry: { attempts: plan.attempts },
      onUnknown: plan.onUnknown,
      ...(plan.takesKey ? { idempotencyParam: "key" } : {}),
    };
    return { inputs, secretPointers: ["/params/password"], key: { project, stack, name: resource } };
  }
}

/** Outputs as the state shows them, secret ones hidden. */
function withoutSecrets(value: Json, pointers: readonly string[], at = ""): Json {
  if (pointers.includes(at)) return "[secret]";
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, withoutSecrets(part, pointers, `${at}/${name}`)]),
  );
}

function resourceOf(key: string): string {
  return key.split("/")[2] as string;
}
