import type { Owner } from "../../ports/processes.ts";

/** The machine of a process, without the namespace that stands behind its name. */
export function hostName({ host }: Pick<Owner, "host">): string {
  return host.split(" ", 1)[0] as string;
}
