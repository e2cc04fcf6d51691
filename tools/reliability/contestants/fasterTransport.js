/**
 * A transport whose deadlines are shorter by a scale.
 * @param {import("../../../dist/client/Transport.js").Transport} transport
 * @param {number} scale
 * @returns {import("../../../dist/client/Transport.js").Transport}
 */
export function fasterTransport(transport, scale) {
  return {
    send: (request, { connectMs, answerMs, bodyMs, ...limits }, signal) =>
      transport.send(
        request,
        { connectMs: connectMs / scale, answerMs: answerMs / scale, bodyMs: bodyMs / scale, ...limits },
        signal,
      ),
    close: () => transport.close(),
  };
}
