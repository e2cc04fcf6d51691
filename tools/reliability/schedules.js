import { brokenAnswers } from "./schedules/brokenAnswers.js";
import { clocksAndRecords } from "./schedules/clocksAndRecords.js";
import { connections } from "./schedules/connections.js";
import { refusals } from "./schedules/refusals.js";
import { stalls } from "./schedules/stalls.js";

/**
 * Where a caller is sent: to the emulator, to a port that nobody listens on, to a host that there is not, to a port that does not
 * speak TLS, or to one that resets in the middle of the TLS handshake.
 * @typedef {"emulator" | "closedPort" | "unknownHost" | "noTls" | "resetTls"} Place
 */

/**
 * What is true of every caller that keeps our promise: how often the action runs, how often it is posted, and what each start reports.
 * @typedef {object} Expected
 * @property {number} runs
 * @property {number} posts that reach the emulator
 * @property {readonly import("./brokenPromises.js").SeenGeneration["reported"][]} reports one for each start
 * @property {string} [code] of the last start's error
 */

/**
 * One way for a call to go wrong, as data. Times are those of the real thing: who runs a schedule divides them by its scale.
 * @typedef {object} Schedule
 * @property {string} name
 * @property {string} about which line of the table of faults it belongs to
 * @property {readonly Place[]} [places] where each start is sent; the last one stays. By default the emulator
 * @property {Partial<import("../../dist/emulator/index.js").Switches>} [switches]
 * @property {readonly import("../../dist/emulator/index.js").FaultPlan[]} [faults] a `delayMs` of Infinity never ends
 * @property {boolean} [isWarm] whether the same process has called another action before, on a connection that is kept
 * @property {{ readonly tookMs?: number, readonly isFailing?: boolean }} [params] in real milliseconds, at any scale
 * @property {number} [timeoutMs] how long the gateway is asked to wait, milliseconds. By default 60000
 * @property {boolean} [isHeavy] whether a caller may be busy with it for so long that others suffer
 * @property {number} starts how often the caller is started at most: again after every end that is not a success
 * @property {Expected} expected where the action shows the key of its call
 * @property {Partial<Expected>} [expectedWithoutKey] what of it is otherwise where the action does not
 */

/**
 * Everything that goes wrong on the wire, as data: for the tests, and for the comparison with other ways to call an action.
 * @type {readonly Schedule[]}
 */
export const schedules = [...connections, ...refusals, ...stalls, ...brokenAnswers, ...clocksAndRecords];
