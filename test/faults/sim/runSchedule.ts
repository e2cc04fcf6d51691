import { CloudModel } from "./CloudModel.ts";
import { Referee } from "./Referee.ts";
import { type Event, type Schedule, smooth } from "./Schedule.ts";
import { SimStore } from "./SimStore.ts";
import { SimStack, type Variant } from "./SimStack.ts";
import { Stuck, World } from "./World.ts";

const minutes = 60_000;
/** Longer than any step may take: attempts within a minute, a wait of 10 minutes, another process's, all of it three times, and an hour's sleep. */
const longestStepMs = 180 * minutes;
/** After so long the journal and the API have forgotten a call. */
const monthMs = 30 * 24 * 60 * minutes;
const keys = { accessKey: "ncp_iam_simulated", secretKey: "secret-key-canary-5d1f" };
const canary = "params-canary-83ab";

/** What came of a schedule. */
export interface Played {
  /** Every promise that was broken. */
  readonly problems: readonly string[];
  readonly trace: readonly string[];
  /** How many runs there were. */
  readonly runs: number;
  /** Steps that met a fault, by the names of `faultPoints`. */
  readonly hits: ReadonlySet<string>;
  /** Steps outside each process in their order, by its pid, from 1. */
  readonly steps: ReadonlyMap<number, readonly string[]>;
}

/** Plays a schedule, then lets everything go well for a while, and says which promises were broken. */
export async function runSchedule(schedule: Schedule, variant: Variant = {}): Promise<Played> {
  const world = new World(schedule.seed);
  const store = new SimStore(world, schedule.store);
  const cloud = new CloudModel(world, keys, schedule.service, schedule.actions);
  const referee = new Referee();
  const stack = new SimStack({ world, store, cloud, referee, schedule, keys, canary, variant });
  try {
    for (const event of schedule.events) {
      world.note(`– ${JSON.stringify(event)}`);
      await world.until(play(event), event.kind === "wait" ? event.ms + 1 : longestStepMs);
    }
    await settle();
  } catch (error) {
    if (!(error instanceof Stuck)) throw error;
    referee.troubles.push(error.message);
  }
  referee.texts.push({ where: "the journal", text: store.text });
  const problems = referee.problems(cloud.ledger.runs, [canary, keys.secretKey]);
  return {
    problems,
    trace: world.trace,
    runs: cloud.ledger.runs.length,
    hits: world.hits,
    steps: world.steps,
  };

  async function play(event: Event): Promise<void> {
    switch (event.kind) {
      case "up":
        await Promise.all([stack.up(event), alongside(event)]);
        return;
      case "refresh":
        return stack.refresh(event);
      case "change":
        return stack.change(nameOf(event.resource));
      case "toggle":
        return stack.toggle(nameOf(event.resource));
      case "loseState":
        return stack.loseState();
      case "stranger":
        return cloud.callByStranger(event.action % schedule.actions.length);
      case "wait":
        if (event.ms > monthMs) stack.beginEpoch();
        return world.sleep(event.ms);
    }
  }

  async function alongside({ other, otherAfterMs = 0 }: Extract<Event, { kind: "up" }>): Promise<void> {
    if (other === undefined) return;
    if (otherAfterMs > 0) await world.sleep(otherAfterMs);
    await stack.up(other);
  }

  function nameOf(resource: number): string {
    return `r${resource % schedule.resources.length}`;
  }

  /** Nothing goes wrong any more, and the user tries again some times: what can be known is known in the end. */
  async function settle(): Promise<void> {
    world.note("– from here on all goes well");
    const reportsBefore = referee.reports.length;
    cloud.service = { ...schedule.service, omitDate: false, concurrencyLimit: 100 };
    for (let again = 0; again < 3; again += 1) {
      await world.drain(7 * minutes);
      await world.until(stack.up(smooth), longestStepMs);
    }
    await world.drain(7 * minutes);
    for (const [index, plan] of schedule.resources.entries()) {
      const name = nameOf(index);
      if (!stack.isDeclared(name)) continue;
      const saved = stack.saved(name);
      const told = referee.reports.slice(reportsBefore).filter(({ step }) => step.resource === name);
      const isSettled =
        (saved?.isNewest === true && saved.outcome !== "pending") ||
        told.some(({ reported }) => reported === "succeeded" || reported === "failed");
      const last = referee.reports.findLast(({ step }) => step.resource === name);
      const shows = plan.takesKey && schedule.actions[plan.action]?.shows !== "nothing";
      const steps = referee.steps.filter(
        (one) =>
          one.resource === name &&
          one.version === stack.version(name) &&
          one.epoch === stack.epoch &&
          one.incarnation >= (last?.step.oldestIncarnation ?? 0),
      );
      // Of a call that was never made there is nothing to find; and of two runs with one key nobody can tell which it is.
      const canBeKnown =
        shows && steps.some(({ runs }) => runs.length > 0) && !steps.some((one) => one.hasReinvoked);
      if (!isSettled && (canBeKnown || last?.reported !== "unknown")) {
        referee.troubles.push(`${name} never settles, and is ${last?.reported ?? "never called"} in the end`);
      }
    }
  }
}
