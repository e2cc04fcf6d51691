import { cpus, totalmem } from "node:os";

/** Returns the machine in a line: processor, memory, Node. No host name and no path. */
export function machine(): string {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB of memory`;
  return `${cores.length} × ${cores[0]?.model.trim() ?? "unknown processor"}, ${memory}, ${process.platform}, Node ${process.versions.node}`;
}
