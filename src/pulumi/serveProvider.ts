import { promisify } from "node:util";
import { addProvider, type ProviderOptions, type ServedProvider } from "./grpcProvider.ts";
import { grpc } from "./protocol.ts";

/**
 * Maximum size of a message of the engine.
 * Source: pulumi/pulumi sdk/go/common/util/rpcutil/serve.go [code]
 */
const largestMessageBytes = 400 * 1024 * 1024;

/** Provider with its own port. */
export interface ProviderServer extends ServedProvider {
  /** Port on the loopback interface. */
  readonly port: number;
}

/** Serves the provider on a free port of the loopback interface. */
export async function serveProvider(options: ProviderOptions = {}): Promise<ProviderServer> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": largestMessageBytes,
    "grpc.max_send_message_length": largestMessageBytes,
  });
  const provider = addProvider(server, options);
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
  return {
    ...provider,
    port,
    close: async () => {
      await provider.close();
      server.forceShutdown();
    },
  };
}
