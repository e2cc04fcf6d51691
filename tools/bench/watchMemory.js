import { readdirSync, readFileSync } from "node:fs";

/**
 * Watches the provider process below this one, and answers its peak of memory (`VmHWM`) at the end, in bytes;
 * `undefined` where there is no `/proc`.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<{ peakBytes: number | undefined, result: T }>}
 */
export async function watchMemory(work) {
  let peakBytes;
  const timer = setInterval(() => {
    const now = providerPeak();
    if (now !== undefined) peakBytes = Math.max(peakBytes ?? 0, now);
  }, 250);
  try {
    return { result: await work(), peakBytes };
  } finally {
    clearInterval(timer);
  }
}

/** The largest peak among the Node processes below this one that run Pulumi's dynamic provider. */
function providerPeak() {
  const peaks = processes()
    .filter(({ command }) => command.includes("dynamic-provider"))
    .filter((process) => isBelowThis(process))
    .map(({ peakBytes }) => peakBytes);
  return peaks.length === 0 ? undefined : Math.max(...peaks);
}

function isBelowThis({ id, parent }) {
  for (let above = parent; above > 1; above = readStatus(above)?.parent ?? 0) {
    if (above === process.pid) return true;
  }
  return id === process.pid;
}

function processes() {
  try {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => readStatus(Number(name)) ?? []);
  } catch {
    return [];
  }
}

/** A process by its id; `undefined` when it has ended in between. */
function readStatus(id) {
  try {
    const status = readFileSync(`/proc/${id}/status`, "utf8");
    const number = (field) => Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return {
      id,
      parent: number("PPid"),
      peakBytes: number("VmHWM") * 1024,
      command: readFileSync(`/proc/${id}/cmdline`, "utf8").replaceAll("\0", " "),
    };
  } catch {
    return undefined;
  }
}
