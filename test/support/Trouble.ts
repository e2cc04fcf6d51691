/** What `troubleMaker.js` does to the next provider process that gets there. */
export type Trouble =
  | {
      /** A point on the way of the first call that it makes. */
      readonly at:
        | "before the intent"
        | "after the intent"
        | "mid-send"
        | "after send"
        | "after the headers"
        | "after the body"
        | "before the state";
      /** `everything`: the engine, what started it below the test, and the provider process. */
      readonly does: "kill everything" | "kill engine" | "kill provider";
    }
  | {
      /** What cannot be written to the journal. */
      readonly at: "the intent" | "the sync of the intent" | "the end";
      /** The system's error; with `half`, one half is written first. */
      readonly does: "ENOSPC" | "ENOSPC half" | "EROFS" | "EIO";
    };
