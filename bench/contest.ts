import { rmSync } from "node:fs";
import type { Bench } from "./bench.ts";
import { type Command, measureCommand, type Usage } from "./command.ts";
import {
  type Deployment,
  type DeploymentOptions,
  type DeploymentShape,
  type DeploymentStep,
  deploymentSteps,
} from "./deployment.ts";
import { interleave } from "./rounds.ts";

/** Contestants by name: each makes a new deployment in every round. */
export type Openers<Name extends string> = Readonly<Record<Name, (options: DeploymentOptions) => Deployment>>;

/** A step of a contest: `first` is an `up` where no stack exists yet. */
export type ContestStep = DeploymentStep | "first";

/** What each contestant took for each step, by round. */
export type Measured<Name extends string> = Record<Name, Record<ContestStep, Usage[]>>;

/** What a contest is about. */
export interface ContestOptions {
  /** Name of the row, for reports of progress. */
  readonly name: string;
  readonly shape: DeploymentShape;
  readonly rounds: number;
  /** @default preview, up, again */
  readonly steps?: readonly ContestStep[];
  /** Looks at a contestant's deployment after its last step. */
  readonly inspect?: (contestant: string, deployment: Deployment) => void;
  /** Is given the id of a process above each measured command when it has started. */
  readonly watch?: (contestant: string, step: ContestStep, pid: number) => void;
}

/**
 * Deploys with every contestant, step by step and side by side, on new stacks in every round.
 * @throws Error when a command fails, or makes more or fewer calls than its step is to make
 */
export async function runContest<Name extends string>(
  bench: Bench,
  openers: Openers<Name>,
  { name, shape, rounds, steps = deploymentSteps, inspect, watch }: ContestOptions,
): Promise<Measured<Name>> {
  const names = Object.keys(openers) as Name[];
  const each = <T>(make: (contestant: Name) => T): Record<Name, T> =>
    Object.fromEntries(names.map((contestant) => [contestant, make(contestant)])) as Record<Name, T>;
  const measured: Measured<Name> = each(() => ({ first: [], preview: [], up: [], again: [] }));

  for (let round = 0; round < rounds; round += 1) {
    bench.report(`${name}, round ${round + 1} of ${rounds}`);
    const folder = bench.newFolder();
    const { pulumi, service } = bench;
    const deployments = each((contestant) =>
      openers[contestant]({ folder: `${folder}-${contestant}`, origin: service.origin, pulumi, shape }),
    );
    for (const contestant of names) {
      deployments[contestant].write();
      if (!steps.includes("first")) await measureCommand(deployments[contestant].init);
    }
    for (const step of steps) {
      const found = await interleave(
        1,
        each((contestant) => () => runStep(contestant, step)),
        round,
      );
      for (const contestant of names) measured[contestant][step].push(...found[contestant]);
    }
    for (const contestant of names) {
      inspect?.(contestant, deployments[contestant]);
      rmSync(`${folder}-${contestant}`, { recursive: true });
    }

    async function runStep(contestant: Name, step: ContestStep): Promise<Usage> {
      const { commands, first } = deployments[contestant];
      const command: Command | undefined = step === "first" ? first : commands[step];
      if (command === undefined) throw new Error(`${contestant} has no ${step}`);
      const callsBefore = await service.callCount();
      const usage = await measureCommand(command, { watch: (pid) => watch?.(contestant, step, pid) });
      const calls = (await service.callCount()) - callsBefore;
      const wanted = step === "up" || step === "first" ? shape.count : 0;
      if (calls !== wanted) throw new Error(`${contestant} made ${calls} calls in ${step}, not ${wanted}`);
      return usage;
    }
  }
  return measured;
}
