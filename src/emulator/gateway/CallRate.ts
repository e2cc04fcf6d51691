/** A tenth of a second's calls may come at once. */
const savedSeconds = 0.1;

/** The gateway's rate of calls. The service documents none; 429/420 is there for one. */
export class CallRate {
  #left = Infinity;
  #at = 0;

  /** Returns whether a call at a time, epoch milliseconds, is accepted. */
  takes(now: number, perSecond: number): boolean {
    if (perSecond === Infinity) return true;
    const gained = (Math.max(0, now - this.#at) * perSecond) / 1000;
    this.#left = Math.min(Math.max(1, perSecond * savedSeconds), this.#left + gained);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
