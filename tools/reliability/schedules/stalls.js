import { adopted, staysUnknown } from "./expectations.js";

const about = "drip, stall";
const seconds = 1000;

/** Answers that come too slowly, or never. @type {readonly import("../schedules.js").Schedule[]} */
export const stalls = [
  {
    name: "the headers of the response drip for 4 minutes",
    about,
    faults: [{ on: "POST", fault: { kind: "drip", part: "head", chunkBytes: 8, everyMs: 6 * seconds } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "the body of the response drips for 4 minutes",
    about,
    faults: [{ on: "POST", fault: { kind: "drip", chunkBytes: 8, everyMs: 6 * seconds } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "no response, and no run",
    about,
    faults: [{ on: "POST", fault: { kind: "delay", when: "beforeRun", delayMs: Infinity } }],
    starts: 2,
    expected: staysUnknown,
  },
  {
    name: "the run begins after 2 minutes, past every deadline",
    about,
    faults: [{ on: "POST", fault: { kind: "delay", when: "beforeRun", delayMs: 120 * seconds } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "no response after the run",
    about,
    faults: [{ on: "POST", fault: { kind: "delay", when: "afterRun", delayMs: Infinity } }],
    starts: 2,
    ...adopted,
  },
];
