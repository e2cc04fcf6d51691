import { CloudFunctions } from "../client/CloudFunctions.ts";
import { actionLabel } from "../invocation/actionLabel.ts";
import { proxySettings } from "../client/proxySettings.ts";
import { undiciTransport } from "../client/undiciTransport.ts";
import { realPorts } from "../ports/realPorts.ts";
import type { Credentials } from "../signing/Credentials.ts";
import { findCredentials } from "../signing/findCredentials.ts";
import { dynamicFront, type DynamicFront } from "./dynamicFront.ts";
import { createLifecycle } from "./lifecycle/createLifecycle.ts";
import { readSettings } from "./lifecycle/readSettings.ts";

/** The provider of this process. What Pulumi keeps in state asks for it by this name. */
export const provider: DynamicFront = makeProvider();

function makeProvider(): DynamicFront {
  const ports = realPorts();
  let settings = readSettings(() => undefined);
  let credentials: Credentials | undefined;
  let functions: CloudFunctions | undefined;

  const lifecycle = createLifecycle({
    clock: ports.clock,
    addressDefaults: () => settings.address,
    functions: () => {
      credentials ??= findCredentials({ ...ports, ...settings });
      functions ??= new CloudFunctions({
        ...ports,
        credentials,
        transport: undiciTransport(proxySettings(ports.env)),
      });
      return functions;
    },
    // The engine shows it. Standard output is the host's own.
    onFollow: (action, activationId) =>
      console.error(`following ${actionLabel(action)}: activation ${activationId} has not ended yet`),
  });
  return dynamicFront({
    lifecycle,
    configure: (get) => {
      settings = readSettings(get);
    },
    secrets: () => (credentials === undefined ? [] : [credentials.secretKey.reveal()]),
  });
}
