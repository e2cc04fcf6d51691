/** A Pulumi command line that is there and new enough. */
export interface Engine {
  /** Absolute path of the executable. */
  readonly path: string;
  /** As it says itself, without the leading `v`: `3.259.0`. */
  readonly version: string;
  /** Why this one and no other, half a sentence: `found on PATH`. */
  readonly why: string;
}
