import { cpus, totalmem } from "node:os";

/** The machine in a line: processor, memory, Node. No names and no paths. */
export function machine() {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  return `${cores.length} × ${cores[0].model.trim()}, ${memory} of memory, ${process.platform}, Node ${process.versions.node}`;
}
