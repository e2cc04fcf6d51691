import type { ChildProcess } from "node:child_process";
import type { Readable } from "node:stream";
import type { JsonObject } from "../../model/json.ts";
import type { Clock } from "../../ports/ports.ts";
import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import type { RunSight } from "./judgeRun.ts";
import { RunLogs } from "./RunLogs.ts";
import type { StartProcess } from "./startProcess.ts";

/** Input of a run. */
export interface RunOrder {
  readonly params: JsonObject;
  /** Variables that are set for this run. */
  readonly env: Readonly<Record<string, string>>;
}

/** Dependencies of a container. */
export interface ContainerDeps {
  readonly startProcess: StartProcess;
  /** Measures the time limit. */
  readonly clock: Clock;
  /** Stamps log lines; the service's clock. */
  readonly now: () => number;
}

type Step = { readonly kind: "online" | "loaded" } | RunSight;
type Message = Step | { readonly kind: "log"; readonly stream: "stdout" | "stderr"; readonly line: string };

/** One process that has loaded one action and runs it, one call at a time. What its module keeps stays from call to call. */
export class Container {
  readonly action: EmulatedAction;
  readonly #deps: ContainerDeps;
  readonly #child: ChildProcess;
  /** Settles when the process has ended and all that it wrote is read. */
  readonly #closed: Promise<void>;
  #isLoaded = false;
  #isOutOfMemory = false;
  #logs = new RunLogs();
  #end: Step | undefined;
  #settle: ((step: Step) => void) | undefined;

  constructor(action: EmulatedAction, deps: ContainerDeps) {
    this.action = action;
    this.#deps = deps;
    this.#child = deps.startProcess(action.limits.memory);
    this.#child.on("message", (message: Message) => {
      if (message.kind === "log") this.#logs.add(deps.now(), message.stream, message.line);
      else this.#settle?.(message);
    });
    for (const stream of ["stdout", "stderr"] as const) this.#readRest(stream);
    this.#closed = new Promise((resolve) => {
      const die = (): void => {
        this.#end ??= { kind: "died", isOutOfMemory: this.#isOutOfMemory };
        this.#settle?.(this.#end);
        resolve();
      };
      // A process that did not start has an error and no end.
      this.#child.on("error", (error) => {
        this.#logs.add(deps.now(), "stderr", error.message);
        if (this.#child.pid === undefined) die();
      });
      this.#child.on("close", die);
    });
  }

  /** Loads the action if this is the first call, and runs it; both within the action's time limit. */
  async run(order: RunOrder): Promise<{ readonly sight: RunSight; readonly logs: readonly string[] }> {
    this.#logs = new RunLogs();
    const { lines } = this.#logs;
    if (!this.#isLoaded) {
      const started = await this.#nextStep();
      if (started.kind === "died") return { sight: started, logs: lines };
      const loaded = await this.#ask({ kind: "load", file: this.action.file }, "loading");
      if (loaded.kind !== "loaded") return { sight: loaded as RunSight, logs: lines };
      this.#isLoaded = true;
    }
    const message = { kind: "run", params: JSON.stringify(order.params), env: order.env };
    return { sight: (await this.#ask(message, "running")) as RunSight, logs: lines };
  }

  /** Ends the process, whatever it does. */
  async dispose(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#closed;
  }

  /** Keeps what is written past the program's own streams: by Node itself, or straight to a file descriptor. */
  #readRest(name: "stdout" | "stderr"): void {
    const stream = this.#child[name] as Readable;
    stream.setEncoding("utf8").on("data", (text: string) => {
      this.#isOutOfMemory ||= name === "stderr" && text.includes("JavaScript heap out of memory");
      for (const line of text.trimEnd().split("\n")) this.#logs.add(this.#deps.now(), name, line);
    });
  }

  async #ask(message: object, phase: "loading" | "running"): Promise<Step> {
    const limitMs = this.action.limits.timeout;
    const answered = new AbortController();
    const outOfTime = this.#deps.clock.sleep(limitMs, answered.signal).then(
      (): Step => ({ kind: "outOfTime", limitMs, while: phase }),
      () => undefined,
    );
    const step = this.#nextStep();
    // A process that is gone is known by its end, not by a message that cannot be sent.
    this.#child.send(message, () => {});
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
}
