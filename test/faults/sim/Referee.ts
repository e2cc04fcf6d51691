import type { RunEntry } from "../../../src/emulator/index.ts";
import { brokenPromises, type SeenGeneration } from "../../../tools/reliability/brokenPromises.js";
import type { ResourcePlan } from "./Schedule.ts";

/** A create or an update as the engine asks for it. */
export interface Step {
  readonly label: string;
  readonly resource: string;
  readonly plan: ResourcePlan;
  /** Which of the user's wishes for the resource it is to bring about. */
  readonly version: number;
  /** How often the resource was deleted before. */
  readonly incarnation: number;
  /** The oldest incarnation of which a run may be taken over: the keys of those before it were released. */
  readonly oldestIncarnation: number;
  /** How often so much time had passed before that everything was forgotten. */
  readonly epoch: number;
  /** What may run once: the version in an epoch, and again for each failure that the user was told of. */
  readonly generation: string;
  /** First generation that the state does not have. */
  readonly firstGeneration: number;
  readonly begunAt: number;
  /** What the step met first in the journal: a key, and whether nobody knew how its call had ended. */
  firstSight?: { readonly key: string; readonly isOpen: boolean };
  /** The claim by which it calls. */
  claim?: string;
  /** Whether the user's wish to have an unknown call made again was granted in it. */
  hasReinvoked: boolean;
  readonly runs: SentRun[];
  posts: number;
}

/** A run, and the POST that it came of. */
export interface SentRun {
  readonly activationId: string;
  readonly step: Step;
  readonly sentAt: number;
}

/** What a step told the user. */
export interface Report {
  readonly step: Step;
  readonly reported: SeenGeneration["reported"];
  readonly code?: string;
  readonly activationId?: string;
}

/** Knows what was asked for, what was told and what really ran, and compares. */
export class Referee {
  readonly steps: Step[] = [];
  readonly reports: Report[] = [];
  /** What is wrong beside what is told: it threw, it hangs, it never settles. */
  readonly troubles: string[] = [];
  readonly texts: { readonly where: string; readonly text: string }[] = [];

  /** The run of an activation, when one of our POSTs began it. */
  runOf(activationId: string | undefined): SentRun | undefined {
    return this.steps.flatMap(({ runs }) => runs).find((run) => run.activationId === activationId);
  }

  /** Every promise that was broken. */
  problems(ledger: readonly RunEntry[], canaries: readonly string[]): readonly string[] {
    const successes = new Map(ledger.map(({ activationId, success }) => [activationId, success === true]));
    const seen = (activationIds: readonly string[]): SeenGeneration["runs"] =>
      activationIds.map((activationId) => ({ isSuccess: successes.get(activationId) === true }));

    const counted = [...new Set(this.steps.map(({ generation }) => generation))].map((name) => {
      const steps = this.steps.filter(({ generation }) => generation === name);
      const runs = seen(steps.flatMap((step) => step.runs.map(({ activationId }) => activationId)));
      const allowedRuns = 1 + steps.filter(({ hasReinvoked }) => hasReinvoked).length;
      return { name, runs, reported: "unknown" as const, allowedRuns };
    });
    const told = this.reports.map((report) => {
      const about = this.#runsAbout(report);
      const name = `${report.step.generation} (${report.step.label})`;
      return { name, runs: seen(about), reported: report.reported, allowedRuns: Infinity };
    });
    return [
      ...this.troubles,
      ...brokenPromises([...counted, ...told]),
      ...canaries.flatMap((canary) => brokenPromises([], { canary, texts: this.texts })),
    ];
  }

  /** The runs by which a report has to be judged. */
  #runsAbout({ step, reported, code, activationId }: Report): readonly string[] {
    if (reported === "notRun") {
      const own = step.runs.map((run) => run.activationId);
      if (code === "NCF_JOURNAL_UNWRITABLE") return own;
      const earlier = this.steps
        .filter(({ generation }) => generation === step.generation)
        .flatMap(({ runs }) => runs)
        .filter(({ sentAt }) => sentAt < step.begunAt);
      const wasReinvoked = this.steps.some((one) => one.generation === step.generation && one.hasReinvoked);
      return wasReinvoked ? own : [...own, ...earlier.map((run) => run.activationId)];
    }
    if (activationId === undefined) return [];
    // Whoever takes a run for the one that is looked for, because it may be it, may be wrong.
    if (step.plan.onUnknown === "adopt") return [activationId];
    const run = this.runOf(activationId);
    const isOurs = run?.step.resource === step.resource && run.step.version === step.version;
    const isOfNow = (run?.step.incarnation ?? 0) >= step.oldestIncarnation;
    return isOurs && isOfNow ? [activationId] : [];
  }
}
