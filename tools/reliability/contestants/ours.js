import { join } from "node:path";
import { CloudFunctions } from "../../../dist/client/cloudFunctions.js";
import { undiciTransport } from "../../../dist/client/undiciTransport.js";
import { NcfError } from "../../../dist/diagnostics/ncfError.js";
import { hashParams } from "../../../dist/journal/hashParams.js";
import { openJournal } from "../../../dist/journal/openJournal.js";
import { Secret } from "../../../dist/model/secret.js";
import { nodeJournalFiles } from "../../../dist/ports/nodeJournalFiles.js";
import { createLifecycle } from "../../../dist/resource/createLifecycle.js";
import { readState, stateToOutputs } from "../../../dist/resource/state.js";
import { keys } from "../keys.js";
import { fasterTransport } from "./fasterTransport.js";

const secretKey = new Secret(keys.secretKey);

/** @type {Readonly<Record<string, import("../runTrial.js").Report>>} */
const reportsByCode = {
  NCF_ACTION_FAILED: "failed",
  NCF_PENDING: "pending",
  // It was accepted, and only how it ended is not known.
  NCF_RESULT_UNREADABLE: "pending",
  NCF_OUTCOME_UNKNOWN: "unknown",
  NCF_REJECTED: "notRun",
  NCF_CLOCK_OFF: "notRun",
  NCF_NOT_SENT: "notRun",
};

/**
 * This package as Pulumi drives it: each start is a new lifecycle on the same journal, and stands for a process that is gone when the
 * next one comes; what it is to keep is given to the next one, as by the engine's state.
 * @param {{ name: string, inputs?: import("../../../dist/model/json.js").JsonObject }} options
 * @returns {import("../runTrial.js").Contestant}
 */
export function ours({ name, inputs: more = {} }) {
  return {
    name,
    open({ schedule, scale, clock, folder }) {
      let pid = 0;
      /** @type {import("../../../dist/model/json.js").JsonObject | undefined} */
      let outputs;
      return async (endpoint) => {
        pid += 1;
        const self = { host: "here", pid, startedAt: "" };
        const journal = await openJournal(join(folder, "journal.jsonl"), {
          files: nodeJournalFiles,
          clock,
          self,
        });
        const functions = new CloudFunctions({
          clock,
          random: Math.random,
          credentials: { accessKey: keys.accessKey, secretKey, source: "the schedule" },
          transport: fasterTransport(undiciTransport(), scale),
        });
        const lifecycle = createLifecycle({
          clock,
          settings: { address: { endpoint }, issues: [] },
          functions: () => functions,
          secrets: () => [keys.secretKey],
          journal: async () => journal,
          journalOptions: () => [],
          processes: () => ({ self, stateOf: (owner) => (owner.pid === self.pid ? "alive" : "gone") }),
          hashParams: (params) => hashParams(params, secretKey),
        });
        try {
          if (schedule.isWarm === true && pid === 1) {
            await lifecycle.create(stepOf("greeting", { actionName: "greet" }));
            // The connection is free again on the next tick after its response.
            await new Promise((resolve) => setImmediate(resolve));
          }
          const { params = {}, timeoutMs = 60_000 } = schedule;
          const step = stepOf("work", { actionName: "work", params, timeout: timeoutMs, ...more });
          const { state, error } = await (outputs === undefined
            ? lifecycle.create(step)
            : lifecycle.update(readState(outputs), step));
          outputs = stateToOutputs(state);
          return error === undefined ? { report: "succeeded" } : reportOf(error);
        } catch (error) {
          if (!NcfError.is(error)) throw error;
          return reportOf(error);
        } finally {
          await functions.close();
          await journal.close();
        }
      };
    },
  };
}

/**
 * @param {string} name
 * @param {import("../../../dist/model/json.js").JsonObject} inputs
 * @returns {import("../../../dist/resource/steps.js").StepInputs}
 */
function stepOf(name, inputs) {
  return { inputs, secretPointers: [], key: { project: "shop", stack: "prod", name } };
}

/** @param {NcfError} error */
function reportOf(error) {
  const report = reportsByCode[error.code];
  if (report === undefined) throw error;
  return { report, code: error.code, message: error.message };
}
