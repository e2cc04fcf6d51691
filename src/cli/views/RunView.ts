import type { StackEvent } from "../../engine/stackEvent.ts";
import type { Outputs } from "./Outputs.ts";

/** What is seen of a run. */
export interface RunView {
  readonly see: (event: StackEvent) => void;
  /** The run is over, well or not; `outputs` where it was to make some. Nothing is seen after it. */
  readonly end: (how: "succeeded" | "failed" | "interrupted", outputs?: Outputs) => void;
}
