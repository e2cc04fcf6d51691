import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
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
import { makeTestEnvironment, type TestEnvironment } from "./testEnvironment.ts";

/**
 * Starts Cloud Functions on loopback.
 * @throws NCF_EMULATOR_INVALID when the folder or a settings file cannot be used, or the port is taken
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { cloud = "KR", clock = nodePorts().clock, namespace = "emulatorNs" } = options;
  const { actionsDir, allowNetwork = false, allowRead = [], allowWrite = [] } = options;
  let switches = { ...defaultSwitches, ...options.switches };
  const now = (): number => clock.now() + switches.serverTimeOffsetMs;
  const credentials = {
    accessKey: options.credentials?.accessKey ?? `ncp_iam_EMULATOR${randomBytes(8).toString("hex")}`,
    secretKey: options.credentials?.secretKey ?? `ncp_iam_EMULATOR${randomBytes(20).toString("hex")}`,
  };
  const closing = new AbortController();
  const folder = new ActionFolder(actionsDir);
  const startProcess = containerProcesses({ actionsDir, allowRead, allowWrite, allowNetwork });
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
    containers: new ActionContainers({ startProcess, clock, now }),
    faults: new FaultQueue(),
    rate: new CallRate(),
    ledger: new LedgerBook(),
    onCall: options.onCall ?? (() => {}),
    closing: closing.signal,
  };
  const server = createServer((request, response) => void serve(state, request, response));
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  const address = Object.entries({ endpoint: url, ...cloudRules[cloud].address });
  const variables = {
    ...Object.fromEntries(address.map(([key, value]) => [`NCF_${key.toUpperCase()}`, value])),
    NCLOUD_ACCESS_KEY: credentials.accessKey,
    NCLOUD_SECRET_KEY: credentials.secretKey,
  };
  let environment: TestEnvironment | undefined;
  return {
    url,
    variables,
    get env() {
      environment ??= makeTestEnvironment();
      return { ...variables, ...environment.variables };
    },
    config: Object.fromEntries(address.map(([key, value]) => [`ncf:${key}`, value])),
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
      environment?.remove();
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
