/** Tenths of a retry, so that what calls give back adds up exactly. */
const wholeRetry = 10;
const mostRetries = 100;

/**
 * The retries that all calls of a client share, so that a service in trouble is not met with several times as many calls: it holds 100,
 * each retry takes one, and ten calls that were accepted give one back.
 */
export class RetryTokenBucket {
  #tenths = mostRetries * wholeRetry;

  /** Whole retries that are left. */
  get left(): number {
    return Math.floor(this.#tenths / wholeRetry);
  }

  /** A retry is about to be made. */
  take(): void {
    this.#tenths = Math.max(0, this.#tenths - wholeRetry);
  }

  /** A call was accepted. */
  refund(): void {
    this.#tenths = Math.min(mostRetries * wholeRetry, this.#tenths + 1);
  }
}
