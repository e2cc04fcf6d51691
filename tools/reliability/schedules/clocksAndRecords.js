import { throttle } from "../../../dist/emulator/index.js";
import { adopted, succeeds } from "./expectations.js";

const clock = "clock off";
const record = "record missing, poll refused, record expired";
const seconds = 1000;
const minutes = 60 * seconds;
/** The run outlives the gateway's wait: the answer is the activation id alone. */
const idOnly = { timeoutMs: 0, params: { tookMs: 50 } };
const corrected = { ...succeeds, posts: 2 };

/** Clocks that are off, and records that come late or never. @type {readonly import("../schedules.js").Schedule[]} */
export const clocksAndRecords = [
  {
    name: "the API's clock is 4:59 behind",
    about: clock,
    switches: { serverTimeOffsetMs: -4 * minutes - 59 * seconds },
    starts: 2,
    expected: succeeds,
  },
  {
    name: "the API's clock is 5:01 ahead",
    about: clock,
    switches: { serverTimeOffsetMs: 5 * minutes + 1 * seconds },
    starts: 2,
    expected: corrected,
  },
  {
    name: "the API's clock is 1 hour behind",
    about: clock,
    switches: { serverTimeOffsetMs: -60 * minutes },
    starts: 2,
    expected: corrected,
  },
  {
    name: "the API's clock is 1 hour ahead, and it sends no Date header",
    about: clock,
    switches: { serverTimeOffsetMs: 60 * minutes, omitDate: true },
    starts: 2,
    expected: { runs: 0, posts: 2, reports: ["notRun", "notRun"], code: "NCF_REJECTED" },
  },
  {
    name: "the API's clock is 1 hour behind, an earlier call has found that out, and the response is lost",
    about: clock,
    isWarm: true,
    switches: { serverTimeOffsetMs: -60 * minutes },
    faults: [{ on: "POST", fault: { kind: "reset", when: "afterRun" } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "the activation id alone, and its record after 40 s",
    about: record,
    ...idOnly,
    switches: { visibilityLagMs: 40 * seconds },
    starts: 2,
    expected: succeeds,
  },
  {
    name: "the activation id alone, and the poll meets 429 and 503",
    about: record,
    ...idOnly,
    faults: [
      { on: "GET", fault: throttle("410"), times: 2 },
      { on: "GET", fault: { kind: "respond", when: "insteadOfRun", status: 503, body: "<html>" }, times: 2 },
    ],
    starts: 2,
    expected: succeeds,
  },
  {
    name: "the activation id alone, and the action fails later",
    about: record,
    timeoutMs: 0,
    params: { tookMs: 50, isFailing: true },
    starts: 1,
    expected: { runs: 1, posts: 1, reports: ["failed"] },
  },
  {
    name: "the activation id alone, and its record has expired",
    about: record,
    ...idOnly,
    switches: { activationsExpired: true },
    starts: 2,
    expected: { runs: 1, posts: 1, reports: ["pending", "pending"], code: "NCF_RESULT_UNREADABLE" },
  },
];
