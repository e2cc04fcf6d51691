import type { Row } from "./bench.ts";
import type { Usage } from "./command.ts";
import { type ContestOptions, type Openers, runContest } from "./contest.ts";
import { deploymentSteps } from "./deployment.ts";
import { floorContestant } from "./floorContestant.ts";
import { duration, markdownTable, number, verdict } from "./markdown.ts";
import { ncfContestant } from "./ncfContestant.ts";
import { median, medianRatio } from "./rounds.ts";
import { terraformContestant } from "./terraformContestant.ts";

/** A row of deployments. */
export interface DeploymentRowOptions extends ContestOptions {
  /** Largest ratio to the floor. @default none */
  readonly goal?: number;
  /** How many times faster than Terraform an `up` has to be. @default Terraform takes no part */
  readonly terraformGoal?: number;
}

const head = ["measure", "", "`ncf`", "beside", "ratio", "goal", ""];
const titles = {
  first: "`up` without a stack",
  preview: "preview",
  up: "`up`",
  again: "`up` without changes",
} as const;
const kinds = [
  ["wall", "wallMs"],
  ["processor", "cpuMs"],
] as const;

/** A row that deploys with `ncf`, the floor and, where a goal names it, Terraform. */
export function deploymentRow(options: DeploymentRowOptions): Row {
  const { name, shape, goal, terraformGoal, steps = deploymentSteps } = options;
  return {
    name,
    async measure(bench) {
      const isWithTerraform = terraformGoal !== undefined && bench.terraformAbsence === undefined;
      const openers: Openers<string> = {
        ncf: ncfContestant,
        floor: floorContestant,
        ...(isWithTerraform ? { terraform: terraformContestant } : {}),
      };
      const measured = await runContest(bench, openers, options);
      const rows = steps.flatMap((step) => {
        const title = `${titles[step]}, ${number(shape.count)}`;
        const compare = (other: string, most: number | undefined): string[][] =>
          comparison(measured["ncf"]?.[step], measured[other]?.[step], other, most).map((cells) => [
            title,
            ...cells,
          ]);
        return [
          ...compare("floor", goal),
          ...compare(
            "terraform",
            step === "up" && terraformGoal !== undefined ? 1 / terraformGoal : undefined,
          ),
        ];
      });
      const table = markdownTable(head, rows);
      if (terraformGoal === undefined || isWithTerraform) return table;
      return `${table}\n\nTerraform was left out: ${bench.terraformAbsence ?? ""}.`;
    },
  };
}

/** Compares two contestants: wall and processor time, the goal a largest ratio. */
function comparison(
  ours: readonly Usage[] = [],
  theirs: readonly Usage[] | undefined,
  name: string,
  most: number | undefined,
): string[][] {
  if (theirs === undefined) return [];
  return kinds.map(([kind, field]) => {
    const [one, other] = [ours, theirs].map((usages) => usages.map((usage) => usage[field])) as [
      number[],
      number[],
    ];
    const ratio = medianRatio(one, other);
    const goal = most === undefined ? ["", ""] : [`≤ ${most.toFixed(2)}`, verdict(ratio <= most)];
    return [kind, duration(median(one)), `${name} ${duration(median(other))}`, ratio.toFixed(2), ...goal];
  });
}
