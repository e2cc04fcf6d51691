// Preloaded with `node --import`: kills this process, as kill -9 does, at the link that makes a journal record count in a directory.
// KILL_AT_LINK is the number of the link, from 1, and whether it is made: `2 before`, `1 after`.
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";

const [number, when] = (process.env.KILL_AT_LINK ?? "").split(" ");
const { link } = promises;
let count = 0;

promises.link = async (path, name) => {
  // Other objects of the journal are no records.
  const isRecord = /[\\/][\w-]{22}\.\d+\.\d+$/.test(String(name));
  if (isRecord) count += 1;
  const isIt = isRecord && count === Number(number);
  if (isIt && when === "before") process.kill(process.pid, "SIGKILL");
  await link(path, name);
  if (isIt && when === "after") process.kill(process.pid, "SIGKILL");
};
syncBuiltinESMExports();
