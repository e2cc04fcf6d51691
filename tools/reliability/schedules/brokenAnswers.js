import { gzipSync } from "node:zlib";
import { adopted, staysUnknown } from "./expectations.js";

const about = "broken answers";
const mebibyte = 2 ** 20;
const html = { "content-type": "text/html" };

/** As a record says it, but one that no run is behind. */
const untrue =
  '"activationId":"0123456789abcdef0123456789abcdef","response":{"status":"success","success":true,"result":';
const repeated = `{"content":{${untrue}{}}},"content":{${untrue}{}}}}`;
const nested = `{"content":{${untrue}{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}}}`;

/** 256 MiB of zeros: 16 times the same 16 MiB. */
const member = gzipSync(Buffer.alloc(16 * mebibyte), { level: 9 });
const bomb = Buffer.concat(Array.from({ length: 16 }, () => member));
const large = Buffer.alloc(50 * 1_000_000, "x");

/**
 * @type {(when: "insteadOfRun" | "afterRun", body: string | Uint8Array, headers?: Record<string, string>)
 *   => import("../../../dist/emulator/index.js").FaultPlan[]}
 */
const answers = (when, body, headers = {}) => [
  { on: "POST", fault: { kind: "respond", when, status: 200, headers, body } },
];

/** Answers that are whole as HTTP, or look so, and say nothing that can be trusted. @type {readonly import("../schedules.js").Schedule[]} */
export const brokenAnswers = [
  {
    name: "half of the JSON arrives",
    about,
    faults: [{ on: "POST", fault: { kind: "cut", bytes: 100 } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "content-length is 20 bytes too small",
    about,
    faults: [{ on: "POST", fault: { kind: "length", offByBytes: -20 } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "content-length is 20 bytes too large",
    about,
    faults: [{ on: "POST", fault: { kind: "length", offByBytes: 20 } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "HTML with 200, and no run",
    about,
    faults: answers("insteadOfRun", "<html>maintenance</html>", html),
    starts: 2,
    expected: staysUnknown,
  },
  {
    name: "HTML with 200 after the run",
    about,
    faults: answers("afterRun", "<html>maintenance</html>", html),
    starts: 2,
    ...adopted,
  },
  {
    name: "a record with duplicate keys, and no run",
    about,
    faults: answers("insteadOfRun", repeated),
    starts: 2,
    expected: staysUnknown,
  },
  {
    name: "a record nested 100,000 deep, and no run",
    about,
    faults: answers("insteadOfRun", nested),
    starts: 2,
    expected: staysUnknown,
  },
  {
    name: "256 MiB of zeros in gzip after the run",
    about,
    isHeavy: true,
    faults: answers("afterRun", bomb, { "content-encoding": "gzip" }),
    starts: 2,
    ...adopted,
  },
  {
    name: "a body of 50 MB after the run",
    about,
    isHeavy: true,
    faults: answers("afterRun", large),
    starts: 2,
    ...adopted,
  },
];
