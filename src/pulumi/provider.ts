import { CloudFunctions } from "../client/cloudFunctions.ts";
import { actionLabel } from "../model/action.ts";
import { proxySettings, undiciTransport } from "../client/undiciTransport.ts";
import { hashParams } from "../journal/hashParams.ts";
import { journalOptions } from "../journal/journalPath.ts";
import type { Processes } from "../ports/processes.ts";
import { nodeProcessLifetime, nodeProcesses, nodeProcessTable } from "../ports/nodeProcesses.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { type Credentials, findCredentials } from "../signing/credentials.ts";
import { dynamicFront, type DynamicFront } from "./dynamicFront.ts";
import { leaveWithEngine } from "./leaveWithEngine.ts";
import { createLifecycle } from "../resource/createLifecycle.ts";
import { readSettings } from "../resource/settings.ts";
import { nodeJournals } from "./nodeJournals.ts";

/** The provider of this process. What Pulumi keeps in state asks for it by this name. */
export const provider: DynamicFront = makeProvider();

function makeProvider(): DynamicFront {
  const ports = nodePorts();
  let settings = readSettings(() => undefined);
  let credentials: Credentials | undefined;
  let functions: CloudFunctions | undefined;
  let processes: Processes | undefined;
  const credentialsInUse = (): Credentials => (credentials ??= findCredentials({ ...ports, ...settings }));
  const processesInUse = (): Processes => (processes ??= nodeProcesses());

  const lifecycle = createLifecycle({
    clock: ports.clock,
    addressDefaults: () => settings.address,
    settingFailures: () => settings.failures,
    functions: () => {
      functions ??= new CloudFunctions({
        ...ports,
        credentials: credentialsInUse(),
        limits: settings.callLimits,
        transport: undiciTransport(proxySettings(ports.env)),
      });
      return functions;
    },
    journal: nodeJournals(ports, processesInUse),
    journalOptions: (place) => journalOptions({ ...ports, ...place }),
    processes: processesInUse,
    hashParams: (params) => hashParams(params, credentialsInUse().secretKey),
    // The engine shows it. Standard output is the host's own.
    onFollow: (action, activationId) =>
      console.error(`following ${actionLabel(action)}: activation ${activationId} has not ended yet`),
    onSearch: (action) =>
      console.error(`${actionLabel(action)} may have run: looking through its activations`),
    onWait: (action, { pid }) =>
      console.error(
        `${actionLabel(action)} is being called by another deployment, process ${pid}: waiting for how that call ends`,
      ),
    onTakeOver: (action) =>
      console.error(
        `${actionLabel(action)} is not called: the journal has a call of it that the state does not know of, and what came of it is kept`,
      ),
    onUnreleased: ({ reason }) =>
      console.error(`${reason}; a resource of the same name and with the same inputs would not be called`),
  });
  const front = dynamicFront({
    lifecycle,
    configure: (get) => {
      settings = readSettings(get);
    },
    secrets: () => (credentials === undefined ? [] : [credentials.secretKey.reveal()]),
  });
  return leaveWithEngine(front, { ...nodeProcessLifetime, processTable: nodeProcessTable });
}
