import { eventText } from "../invocation/events.ts";
import { nodePorts } from "../ports/nodePorts.ts";
import { nodeProcessTable } from "../ports/nodeProcesses.ts";
import { nodeProcessLifetime, ownProgram } from "../ports/nodeProcesses.ts";
import { readSettings, type Settings } from "../resource/settings.ts";
import { createRuntime, type Runtime } from "../runtime.ts";
import { type DynamicProvider, dynamicProvider } from "./dynamicProvider.ts";
import { exitWithEngine, findEngineProcess } from "./exitWithEngine.ts";
import { onEngineCancel } from "./onEngineCancel.ts";
import { servedResources } from "./servedResources.ts";

/** Matches the program of the SDK that serves dynamic providers. */
const dynamicProviderProgram = /[\\/]cmd[\\/]dynamic-provider\b/;

/** Provider of this process. The code in the state of a stack imports it by this name. */
export const provider: DynamicProvider = createProvider();

function createProvider(): DynamicProvider {
  let settings: Settings | undefined;
  let runtime: Runtime | undefined;
  const {
    configure,
    check,
    diff,
    create,
    read,
    update,
    delete: remove,
  } = dynamicProvider({
    // The engine shows it. Standard output belongs to the provider process.
    showError: (message) => console.error(message),
    configure: (get) => {
      settings = readSettings(get, nodePorts().env);
      runtime = undefined;
    },
    resources: () => {
      settings ??= readSettings(() => undefined, nodePorts().env);
      runtime ??= createRuntime({
        settings,
        onTracingProblem: (text) => console.error(text),
        onEvent: (event) => {
          const text = eventText(event);
          // The engine displays standard error. Standard output belongs to the provider process.
          if (text !== undefined) console.error(text);
        },
      });
      return servedResources(runtime, settings.address);
    },
  });
  const program = ownProgram();
  if (dynamicProviderProgram.test(program)) onEngineCancel(program, () => runtime?.stop());
  const counted = exitWithEngine({
    ...nodeProcessLifetime,
    processTable: nodeProcessTable,
    engine: () => findEngineProcess(nodeProcessTable(), { self: dynamicProviderProgram }),
    onEngineGone: () => runtime?.stop(),
  });
  return {
    configure: counted(configure),
    check: counted(check),
    diff: counted(diff),
    create: counted(create),
    read: counted(read),
    update: counted(update),
    delete: counted(remove),
  };
}
