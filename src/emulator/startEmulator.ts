import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { ActionFolder } from "./actions/ActionFolder.ts";
import { ActivationStore } from "./activations/ActivationStore.ts";
import { ActionContainers } from "./containers/ActionContainers.ts";
import { containerProcesses } from "./containers/startProcess.ts";
import type { Emulator, EmulatorOptions } from "./Emulator.ts";
import { FaultQueue } from "./faults/FaultQueue.ts";
import { CallRate } from "./gateway/CallRate.ts";
import { cloudRules } from "./gateway/cloudRules.ts";
import { LedgerBook } from "./ledger/Ledger.ts";
import type { EmulatorState } from "./server/EmulatorState.ts";
import { serve } from "./server/serve.ts";
import { defaultSwitches } from "./Switches.ts";

/**
 * Starts Cloud Functions on loopback.
 * @throws NCF_EMULATOR_INVALID when the folder or a settings file cannot be used, or the port is taken
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { cloud = "KR", clock = nodePorts().clock, credentials, namespace = "emulatorNs" } = options;
  const { allowNetwork = false, allowRead = [] } = options;
  let switches = { ...defaultSwitches, ...options.switches };
  const now = (): number => clock.now() + switches.serverTimeOffsetMs;
  const closing = new AbortController();
  const folder = new ActionFolder(options.actionsDir);
  const cwd = resolve(options.actionsDir);
  const read = [cwd, ...allowRead.map((path) => resolve(path))];
  const startProcess = containerProcesses({ read, network: allowNetwork, cwd });
  const state: EmulatorState = {
    rules: cloudRules[cloud],
    credentials,
    namespace,
    clock,
    now,
    get switches() {
      return switches;
    },
    folder,
    store: new ActivationStore(),
    containers: new ActionContainers({ startProcess, allowNetwork, clock, now }),
    faults: new FaultQueue(),
    rate: new CallRate(),
    ledger: new LedgerBook(),
    onCall: options.onCall ?? (() => {}),
    closing: closing.signal,
  };
  const server = createServer((request, response) => void serve(state, request, response));
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    ledger: state.ledger,
    faults: state.faults,
    get switches() {
      return switches;
    },
    set: (changes) => {
      switches = { ...switches, ...changes };
    },
    close: async () => {
      closing.abort(new Error("the emulator is closing"));
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, state.containers.close()]);
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const reason = `cannot listen on 127.0.0.1:${port}: ${cause.message}`;
      reject(new NcfError("NCF_EMULATOR_INVALID", { reason, hint: "leave the port out", cause }));
    });
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
