/** Reproducible randomness of one input: the same seed and number give the same input. */
export class Random {
  readonly #seed: number;
  readonly #number: number;
  #state: number;

  /**
   * @param seed - Seed of the run
   * @param number - Number of the input in the run
   */
  constructor(seed: number, number: number) {
    this.#seed = seed;
    this.#number = number;
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(number + 1, 0xc2b2ae35);
  }

  /** Returns a number from 0 up to but not including 1 (mulberry32). */
  readonly fraction = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** Returns the number of the group of `size` inputs that this one belongs to, and randomness that they share. */
  group(size: number): { readonly number: number; readonly random: Random } {
    const number = Math.floor(this.#number / size);
    return { number, random: new Random(~this.#seed, number) };
  }

  /** Returns an integer from 0 up to but not including `limit`. */
  below(limit: number): number {
    return Math.floor(this.fraction() * limit);
  }

  /** Returns true once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  /** Returns up to `most` items. */
  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make);
  }
}
