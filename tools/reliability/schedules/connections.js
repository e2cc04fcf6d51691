import { adopted, staysUnknown, succeeds, succeedsLater } from "./expectations.js";

const about = "refused, DNS, TLS, reset";
const idle = "kept connection closed";
const resetBefore = { on: "POST", fault: { kind: "reset", when: "beforeRead" } };
const resetAfter = { on: "POST", fault: { kind: "reset", when: "afterRun" } };

/** What goes wrong with connections. @type {readonly import("../schedules.js").Schedule[]} */
export const connections = [
  { name: "nothing goes wrong", about: "none", starts: 1, expected: succeeds },
  unreachable("the port is closed at first", "closedPort"),
  unreachable("the host name is unknown at first", "unknownHost"),
  unreachable("there is no TLS at first", "noTls"),
  unreachable("reset in the TLS handshake at first, before a byte of the request", "resetTls"),
  {
    name: "reset before the request is read",
    about,
    faults: [resetBefore],
    starts: 2,
    expected: staysUnknown,
  },
  { name: "reset after the run", about, faults: [resetAfter], starts: 2, ...adopted },
  {
    name: "reset in the middle of the response",
    about,
    faults: [{ on: "POST", fault: { kind: "reset", when: "afterHead" } }],
    starts: 2,
    ...adopted,
  },
  {
    name: "a kept connection closes as the request is written",
    about: idle,
    isWarm: true,
    faults: [resetBefore],
    starts: 2,
    expected: staysUnknown,
  },
  {
    name: "a kept connection closes after the run",
    about: idle,
    isWarm: true,
    faults: [resetAfter],
    starts: 2,
    ...adopted,
  },
];

/**
 * The first start finds another place than the service, and the second one the service.
 * @param {string} name
 * @param {string} place
 */
function unreachable(name, place) {
  return { name, about, places: [place, "emulator"], starts: 2, expected: succeedsLater };
}
