import { Worker } from "node:worker_threads";
import type { JsonObject } from "../../model/json.ts";
import type { Clock } from "../../ports/ports.ts";
import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import type { RunSight } from "./judgeRun.ts";
import { RunLogs } from "./RunLogs.ts";
import { workerProgram } from "./workerProgram.ts";

/** What a run is given. */
export interface RunOrder {
  readonly params: JsonObject;
  /** Variables that are set for this run. */
  readonly env: Readonly<Record<string, string>>;
}

type Step = { readonly kind: "online" | "loaded" } | RunSight;
type Message = Step | { readonly kind: "log"; readonly stream: "stdout" | "stderr"; readonly line: string };

/** One worker thread that has loaded one action and runs it, one call at a time. What its module keeps stays from call to call. */
export class Container {
  readonly action: EmulatedAction;
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #worker: Worker;
  #isLoaded = false;
  #logs = new RunLogs();
  #end: Step | undefined;
  #settle: ((step: Step) => void) | undefined;

  /**
   * @param clock - measures the time limit
   * @param now - stamps log lines; the service's clock
   */
  constructor(action: EmulatedAction, clock: Clock, now: () => number) {
    this.action = action;
    this.#clock = clock;
    this.#now = now;
    this.#worker = new Worker(workerProgram, {
      eval: true,
      // An action sees nothing of the environment that the emulator runs in, as in the service.
      env: {},
      execArgv: ["--disable-warning=ExperimentalWarning"],
      resourceLimits: { maxOldGenerationSizeMb: action.limits.memory },
      workerData: { file: action.file },
    });
    this.#worker.on("online", () => this.#settle?.({ kind: "online" }));
    this.#worker.on("message", (message: Message) => {
      if (message.kind === "log") this.#logs.add(this.#now(), message.stream, message.line);
      else this.#settle?.(message);
    });
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      this.#die({ kind: "died", isOutOfMemory: error.code === "ERR_WORKER_OUT_OF_MEMORY" });
    });
    this.#worker.on("exit", () => this.#die({ kind: "died", isOutOfMemory: false }));
  }

  /** Loads the action if this is the first call, and runs it; both within the action's time limit. */
  async run(order: RunOrder): Promise<{ readonly sight: RunSight; readonly logs: readonly string[] }> {
    this.#logs = new RunLogs();
    const { lines } = this.#logs;
    if (!this.#isLoaded) {
      const started = await this.#nextStep();
      if (started.kind === "died") return { sight: started, logs: lines };
      const loaded = await this.#ask({ kind: "load" }, "loading");
      if (loaded.kind !== "loaded") return { sight: loaded as RunSight, logs: lines };
      this.#isLoaded = true;
    }
    const message = { kind: "run", params: JSON.stringify(order.params), env: order.env };
    return { sight: (await this.#ask(message, "running")) as RunSight, logs: lines };
  }

  /** Ends the thread, whatever it does. */
  async dispose(): Promise<void> {
    await this.#worker.terminate();
  }

  async #ask(message: object, phase: "loading" | "running"): Promise<Step> {
    const limitMs = this.action.limits.timeout;
    const answered = new AbortController();
    const outOfTime = this.#clock.sleep(limitMs, answered.signal).then(
      (): Step => ({ kind: "outOfTime", limitMs, while: phase }),
      () => undefined,
    );
    const step = this.#nextStep();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    this.#worker.postMessage(message);
    const first = await Promise.race([step, outOfTime]);
    answered.abort();
    return first ?? step;
  }

  #nextStep(): Promise<Step> {
    if (this.#end !== undefined) return Promise.resolve(this.#end);
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  #die(end: Step): void {
    this.#end ??= end;
    this.#settle?.(this.#end);
  }
}
