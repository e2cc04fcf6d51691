import { readFileSync } from "node:fs";
import type { Row } from "./bench.ts";
import { runContest } from "./contest.ts";
import type { Deployment } from "./deployment.ts";
import { floorContestant } from "./floorContestant.ts";
import { markdownTable, number, verdict } from "./markdown.ts";
import { ncfContestant } from "./ncfContestant.ts";

const count = 10;
const mostBytes = 1_000;

/** Bytes of one resource in the state, params and result left out. */
interface StateBytes {
  readonly all: number;
  /** The part that tells where it was declared: it grows with the path of the stack file. */
  readonly source: number;
}

/** The state of a resource, beside its params and its result. */
export const stateRow: Row = {
  name: "state",
  async measure(bench) {
    const bytes: Record<string, StateBytes> = {};
    await runContest(
      bench,
      { ncf: ncfContestant, floor: floorContestant },
      {
        name: "state",
        shape: { count },
        rounds: 1,
        steps: ["up"],
        inspect: (contestant, deployment) => void (bytes[contestant] = stateBytes(deployment)),
      },
    );
    const row = (title: string, of: (one: StateBytes) => number, goal: readonly string[]): string[] => [
      title,
      ...["ncf", "floor"].map((name) => `${number(Math.round(of(bytes[name] as StateBytes)))} B`),
      ...goal,
    ];
    const isMet = (bytes["ncf"] as StateBytes).all <= mostBytes;
    return markdownTable(
      ["state of a resource", "`ncf`", "floor", "goal", ""],
      [
        row("beside params and result", ({ all }) => all, [`≤ ${number(mostBytes)} B`, verdict(isMet)]),
        row("of it the place in the stack file", ({ source }) => source, ["", ""]),
      ],
    );
  },
};

interface StateResource {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly sourcePosition?: unknown;
  readonly stackTrace?: unknown;
}

/** Returns the mean over the invocations of a state file: JSON without spaces, as the engine writes it. */
function stateBytes({ stateFile = "" }: Deployment): StateBytes {
  const { checkpoint } = JSON.parse(readFileSync(stateFile, "utf8")) as {
    readonly checkpoint: { readonly latest: { readonly resources: readonly StateResource[] } };
  };
  const resources = checkpoint.latest.resources.filter(({ type }) => type.endsWith("ActionInvocation"));
  if (resources.length !== count) throw new Error(`the state has ${resources.length} of ${count} resources`);
  const mean = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0) / count;
  return {
    all: mean(
      resources.map(({ inputs, outputs, ...rest }) => {
        const { params: _sent, ...otherInputs } = inputs;
        const { params: _kept, result: _result, ...otherOutputs } = outputs;
        return sizeOf({ ...rest, inputs: otherInputs, outputs: otherOutputs });
      }),
    ),
    source: mean(resources.map(({ sourcePosition, stackTrace }) => sizeOf({ sourcePosition, stackTrace }))),
  };
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
