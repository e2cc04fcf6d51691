import { appendFileSync, closeSync, mkdirSync, openSync } from "node:fs";
import { dirname } from "node:path";
import type { InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import { generationKey } from "../../model/resourceKey.ts";
import { privateModes } from "../../ports/nodePrivateFiles.ts";
import type { Terminal } from "../terminal.ts";
import { unwritableError } from "../writeText.ts";

/** Appends one event to an audit log. */
export type AuditLog = (event: InvocationEvent) => void;

/**
 * Opens an audit log: JSON lines, one for each event of an invocation, appended as it happens, so that the log of a run that is killed tells
 * what it had done. The file is made readable by this user alone.
 * @throws NcfError NCF_FILE_MISSING when it cannot be written
 */
export function openAuditLog(path: string, { writeError }: Pick<Terminal, "writeError">): AuditLog {
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, "a", privateModes.file));
  } catch (error) {
    throw unwritableError("--log-file", error);
  }
  const format = auditLines();
  let hasFailed = false;
  return (event) => {
    try {
      appendFileSync(path, `${JSON.stringify(format(event))}\n`);
    } catch (error) {
      // Once: a full disk fails for every event.
      if (!hasFailed) writeError(`warning: --log-file is not complete: ${(error as Error).message}\n`);
      hasFailed = true;
    }
  };
}

/** Returns a function that completes events with the key of their generation and the activation id, as soon as those are known. */
export function auditLines(): (event: InvocationEvent) => Readonly<Record<string, unknown>> {
  const known = new Map<string, { generation?: number; activationId?: string }>();
  return ({ at, key, action, ...detail }) => {
    const name = JSON.stringify(key);
    // The next call of a resource starts from nothing.
    if (detail.kind === "waiting") known.delete(name);
    const call = known.get(name) ?? {};
    if ("generation" in detail) call.generation = detail.generation;
    if ("activationId" in detail && detail.activationId !== undefined)
      call.activationId = detail.activationId;
    known.set(name, call);
    const { generation, activationId } = call;
    const onDelete =
      "onDelete" in detail && detail.onDelete !== undefined ? actionLabel(detail.onDelete) : undefined;
    return {
      at: new Date(at).toISOString(),
      project: key.project,
      stack: key.stack,
      name: key.name,
      action: actionLabel(action),
      ...(generation === undefined ? {} : { key: generationKey({ ...key, generation }) }),
      ...(activationId === undefined ? {} : { activationId }),
      ...detail,
      ...(onDelete === undefined ? {} : { onDelete }),
    };
  };
}
