/**
 * Runs each contestant once per round, one after the other, in reverse order every second round: other load on the machine then affects all of
 * them alike.
 * @param from - Number of the first round.
 * @returns The results of each contestant, one for each round.
 */
export async function interleave<Name extends string, T>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<T>>>,
  from = 0,
): Promise<Record<Name, T[]>> {
  const names = Object.keys(contestants) as Name[];
  const results = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, T[]>;
  for (let round = from; round < from + rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      results[name].push(await contestants[name]());
    }
  }
  return results;
}

/** Returns the value below which a share of the values lies; of two candidates the upper one. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new Error("no value was measured");
  return value;
}

/** Returns the median; of two candidates the upper one. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Returns the median of the ratios of values that were measured in the same round. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new Error("a round lacks a contestant");
  return median(ours.map((value, round) => value / (theirs[round] as number)));
}
