import grpc from "@grpc/grpc-js";

const parentCheckMs = 1000;

/**
 * Starts the server of a plugin as the engine wants it: on a free port of the loopback interface, which is said on standard output.
 * The process ends when its engine is gone.
 * @param {grpc.Server} server
 */
export function servePlugin(server) {
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
  });

  // An engine that was killed cannot end its plugins.
  const engineProcess = process.ppid;
  setInterval(() => {
    if (process.ppid !== engineProcess) process.exit(1);
  }, parentCheckMs).unref();
}
