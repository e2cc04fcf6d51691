/**
 * A transport whose deadlines are shorter by a scale.
 * @param {import("../../../dist/client/transport.js").Transport} transport
 * @param {number} scale
 * @returns {import("../../../dist/client/transport.js").Transport}
 */
export function fasterTransport(transport, scale) {
  return {
    send: (request, { connectMs, responseMs, bodyMs, ...limits }, signal) =>
      transport.send(
        request,
        { connectMs: connectMs / scale, responseMs: responseMs / scale, bodyMs: bodyMs / scale, ...limits },
        signal,
      ),
    close: () => transport.close(),
  };
}
