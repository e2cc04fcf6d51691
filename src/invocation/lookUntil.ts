/** What the last look may take. */
const lastLookMs = 10_000;

/**
 * Until when a look that begins now may take, epoch milliseconds: to the end of the wait, and the last one, which begins then, for 10
 * seconds. So a wait is never longer by more than that, and everybody is asked at least once.
 */
export function lookUntil(now: number, untilAt: number): number {
  return now < untilAt ? untilAt : now + lastLookMs;
}
