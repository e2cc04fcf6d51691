import { once } from "node:events";
import { createServer } from "node:net";

/**
 * Opens what the places of a schedule stand for.
 * @param {string} emulatorUrl
 */
export async function openPlaces(emulatorUrl) {
  const closed = createServer();
  const closedPort = await portOf(closed);
  closed.close();
  const resetting = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => socket.resetAndDestroy());
  });
  const resettingPort = await portOf(resetting);
  /** @type {Record<import("./schedules.js").Place, string>} */
  const urls = {
    emulator: emulatorUrl,
    closedPort: `http://127.0.0.1:${closedPort}`,
    unknownHost: "https://functions.invalid",
    noTls: emulatorUrl.replace("http:", "https:"),
    resetTls: `https://127.0.0.1:${resettingPort}`,
  };
  return {
    /** @param {import("./schedules.js").Place} place */
    urlOf: (place) => urls[place],
    close: () => resetting.close(),
  };
}

/** @param {import("node:net").Server} server */
async function portOf(server) {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}
