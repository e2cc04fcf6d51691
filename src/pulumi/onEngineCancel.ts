import { createRequire } from "node:module";

/** Path of the request by which an engine tells a provider that no further steps start. */
const cancelPath = "/pulumirpc.ResourceProvider/Cancel";

/**
 * Part of the server in the SDK's process that is used. It is not public: a version without it does
 * not report interrupts.
 */
interface RequestRouter {
  _retrieveHandler?: (this: unknown, path: string) => unknown;
}

/**
 * Calls back at the engine's first interrupt, in the SDK's process for dynamic providers, whose own handler of `Cancel` does nothing and reaches no
 * provider. The engine sends it at the end of a run as well.
 * @param program - The process's own program, from which the SDK's gRPC library is found.
 */
export function onEngineCancel(program: string, listener: () => void): void {
  let router: RequestRouter;
  try {
    const { Server } = createRequire(program)("@grpc/grpc-js") as {
      readonly Server: { readonly prototype: RequestRouter };
    };
    router = Server.prototype;
  } catch {
    return;
  }
  const retrieve = router._retrieveHandler;
  if (typeof retrieve !== "function") return;
  router._retrieveHandler = function (path) {
    if (path === cancelPath) listener();
    return retrieve.call(this, path);
  };
}
