import { everyFaultGroups, type FaultGroup, playGroup } from "./everyFault.ts";
import { checkSchedules } from "./checkSchedules.ts";

/** A test that a mutant of the client, the journal, the invocation or the resource is given to. */
export interface SimulationTest {
  readonly name: string;
  /** Returns what is wrong; `undefined` when every promise was kept. */
  readonly run: () => Promise<string | undefined>;
}

/** Of the faults of a group, one in so many is played: a mutant that survives costs all of them. */
const oneIn = 4;
const randomCount = 60;
const randomTests = 4;

/** Returns the simulator's tests: a call in each store with a part of all faults, and some random schedules. */
export function simulationTests(): readonly SimulationTest[] {
  const groups = everyFaultGroups().map((group: FaultGroup, index): SimulationTest => ({
    name: group.name,
    run: async () => {
      const { problems } = await playGroup(group, (number) => number % oneIn === index % oneIn, 1);
      return problems[0];
    },
  }));
  const random = Array.from({ length: randomTests }, (_, seed): SimulationTest => ({
    name: `random schedules, seed ${seed}`,
    run: () => checkSchedules({ count: randomCount, seed, isShrinking: false }),
  }));
  return [...groups, ...random];
}
