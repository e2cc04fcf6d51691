import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** The running service. */
export interface Service {
  readonly origin: string;
  /** Returns how many calls it has received so far. */
  readonly callCount: () => Promise<number>;
}

/** Starts the service. It ends with this process. */
export async function startService(): Promise<Service> {
  const child = fork(fileURLToPath(new URL("service.js", import.meta.url)));
  const next = async (): Promise<number> => (await once(child, "message"))[0] as number;
  const port = await next();
  child.unref();
  child.channel?.unref();
  return {
    origin: `http://127.0.0.1:${port}`,
    async callCount() {
      child.channel?.ref();
      const received = next();
      child.send("count");
      const count = await received;
      child.channel?.unref();
      return count;
    },
  };
}
