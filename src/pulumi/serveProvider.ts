import { promisify } from "node:util";
import { addProvider, type ProviderOptions, type ServedProvider } from "./grpcProvider.ts";
import { grpc } from "./protocol.ts";

/** Largest message of the engine. Source: pulumi/pulumi sdk/go/common/util/rpcutil/serve.go [code] */
const largestMessageBytes = 400 * 1024 * 1024;

/** A provider on a port of its own. */
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
