/**
 * Behavior of the service that no source confirms, or that a test wants to be different. All switches can be changed while the emulator runs.
 */
export interface Switches {
  /** HTTP status of an answer that holds the activation id alone. @default 200 */
  readonly idOnlyStatus: 200 | 202;
  /**
   * Place of the id in a response without a record: in `content`, or bare as in OpenWhisk. @default
   * "content"
   */
  readonly idOnlyShape: "content" | "bare";
  /** HTTP status of a failed action; upstream has 502. @default 200 */
  readonly failedStatus: 200 | 502;
  /**
   * Place of a failed action's record: in `content`, bare, or replaced by the gateway's `{ error: …
   * }`. @default "content"
   */
  readonly failedShape: "content" | "bare" | "error";
  /**
   * Format of the refusal of a body over the limit: OpenWhisk's or the gateway's (413/430).
   * @default "upstream"
   */
  readonly tooLargeShape: "upstream" | "gateway";
  /** HTTP status of code 80322, activation not found. @default 404 */
  readonly activationNotFoundStatus: number;
  /**
   * Time after the end of an activation for which its detail is not found, milliseconds; 30 to 40 s
   * were observed. [field] @default 0
   */
  readonly visibilityLagMs: number;
  /** `true` when the records of all activations have expired. @default false */
  readonly activationsExpired: boolean;
  /** Runs at once in the namespace; one more is refused. [doc] @default 100 */
  readonly concurrencyLimit: number;
  /** Calls that are let through per second, of which a tenth may come at once; more are refused as 429/420. @default Infinity, no rate */
  readonly callsPerSecond: number;
  /** Value of the `Retry-After` header of that refusal; none is documented. @default none */
  readonly retryAfter: string | undefined;
  /**
   * Time by which the service's clock is ahead of this machine's, milliseconds; also in its `Date`
   * header. @default 0
   */
  readonly serverTimeOffsetMs: number;
  /** `true` to omit the `Date` header of responses. @default false */
  readonly omitDate: boolean;
}

/** Default values of the switches. */
export const defaultSwitches: Switches = {
  idOnlyStatus: 200,
  idOnlyShape: "content",
  failedStatus: 200,
  failedShape: "content",
  tooLargeShape: "upstream",
  activationNotFoundStatus: 404,
  visibilityLagMs: 0,
  activationsExpired: false,
  concurrencyLimit: 100,
  callsPerSecond: Infinity,
  retryAfter: undefined,
  serverTimeOffsetMs: 0,
  omitDate: false,
};

/** Values of each switch: a list, or what kind they are of. */
export const switchValues: Readonly<
  Record<keyof Switches, readonly (string | number | boolean)[] | "number" | "text">
> = {
  idOnlyStatus: [200, 202],
  idOnlyShape: ["content", "bare"],
  failedStatus: [200, 502],
  failedShape: ["content", "bare", "error"],
  tooLargeShape: ["upstream", "gateway"],
  activationNotFoundStatus: "number",
  visibilityLagMs: "number",
  activationsExpired: [true, false],
  concurrencyLimit: "number",
  callsPerSecond: "number",
  retryAfter: "text",
  serverTimeOffsetMs: "number",
  omitDate: [true, false],
};
