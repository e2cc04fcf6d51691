/**
 * Runs each of the contestants once per round, in turn and in the other order every second round, so that what else the
 * machine does falls on all of them alike.
 * @template T
 * @param {number} rounds
 * @param {Readonly<Record<string, () => Promise<T>>>} contestants
 * @param {number} from the first round's number
 * @returns {Promise<Record<string, T[]>>} what each round gave, by contestant
 */
export async function interleave(rounds, contestants, from = 0) {
  const names = Object.keys(contestants);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = from; round < from + rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      results[name].push(await contestants[name]());
    }
  }
  return results;
}
