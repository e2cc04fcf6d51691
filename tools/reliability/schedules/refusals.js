import { throttle } from "../../../dist/emulator/index.js";
import { adopted, staysUnknown } from "./expectations.js";

const gateway = "503, 502 and 504";
const failing = { runs: 1, posts: 1, reports: ["failed"] };

/** @type {(when: "insteadOfRun" | "afterRun", status: number, times?: number) => import("../../../dist/emulator/index.js").FaultPlan} */
const answers = (when, status, times = 1) => ({
  on: "POST",
  fault: { kind: "respond", when, status, headers: { "content-type": "text/html" }, body: "<html>" },
  times,
});

/** What the gateway, or the action itself, answers instead of a good record. @type {readonly import("../schedules.js").Schedule[]} */
export const refusals = [
  {
    name: "429 twice, without Retry-After",
    about: "429",
    faults: [{ on: "POST", fault: throttle("410"), times: 2 }],
    starts: 3,
    expected: { runs: 1, posts: 3, reports: ["succeeded"] },
  },
  {
    name: "429 with Retry-After: 1",
    about: "429",
    faults: [{ on: "POST", fault: throttle("420", "1") }],
    starts: 3,
    expected: { runs: 1, posts: 2, reports: ["succeeded"] },
  },
  {
    name: "503 three times, before any run",
    about: gateway,
    faults: [answers("insteadOfRun", 503, 3)],
    starts: 4,
    expected: { ...staysUnknown, reports: ["unknown", "unknown", "unknown", "unknown"] },
  },
  { name: "502 after the run", about: gateway, faults: [answers("afterRun", 502)], starts: 2, ...adopted },
  { name: "504 after the run", about: gateway, faults: [answers("afterRun", 504)], starts: 2, ...adopted },
  {
    name: "the action fails, reported with HTTP 200",
    about: "the action fails",
    params: { isFailing: true },
    starts: 1,
    expected: failing,
  },
  {
    name: "the action fails, reported with HTTP 502",
    about: "the action fails",
    params: { isFailing: true },
    switches: { failedStatus: 502 },
    starts: 1,
    expected: failing,
  },
  {
    name: "the action fails, and its record is lost behind the gateway's error",
    about: "the action fails",
    params: { isFailing: true },
    switches: { failedStatus: 502, failedShape: "error" },
    starts: 1,
    expected: failing,
    expectedWithoutKey: { reports: ["unknown"] },
  },
];
