/**
 * How far a request got before it failed. `notSent`: no byte of it was written, so it provably did not run. All the others may have run:
 * `sentInPart`, a part was written; `sent`, all of it; `answerBegun`, the answer's head had come.
 */
export type Delivery = "notSent" | "sentInPart" | "sent" | "answerBegun";
