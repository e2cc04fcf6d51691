/**
 * One thing that goes wrong with one request. `instead` and `beforeRun` mean that nothing has run, `after…` that the action has;
 * for a GET the same words mean before and after it was looked up.
 */
export type Fault =
  /** Another answer than the true one, and whether the action ran before it. */
  | {
      readonly kind: "respond";
      readonly when: "insteadOfRun" | "afterRun";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text or bytes, sent as they are. @default "" */
      readonly body?: string | Uint8Array;
    }
  /** The true answer with its body cut to so many bytes: whole as HTTP, broken as JSON. */
  | { readonly kind: "cut"; readonly bytes: number }
  /** The connection is reset: before the body was read, after the run but before any byte of the answer, or in the middle of its body. */
  | { readonly kind: "reset"; readonly when: "beforeRead" | "afterRun" | "afterHead" }
  /** Nothing goes on until the promise settles; one that never does hangs until the caller gives up. */
  | { readonly kind: "hold"; readonly when: "beforeRun" | "afterRun"; readonly until: Promise<unknown> }
  /** Nothing goes on for so many milliseconds. */
  | { readonly kind: "delay"; readonly when: "beforeRun" | "afterRun"; readonly delayMs: number }
  /** The body of the answer comes in pieces of `chunkBytes`, one every `everyMs`; with `part: "head"` the status and the headers do so before it. @default "body" */
  | {
      readonly kind: "drip";
      readonly chunkBytes: number;
      readonly everyMs: number;
      readonly part?: "head" | "body";
    }
  /** The true answer, whose `content-length` is so many bytes more, or fewer, than its body has; the connection ends behind it. */
  | { readonly kind: "length"; readonly offByBytes: number };
