import type { ApiVersion } from "../../model/address.ts";
import type { ActivationRecord } from "./ActivationStore.ts";

/** A record as Post Action answers it: everything but the logs. [doc] `compute-cloudfunctions-v2-postaction` */
export function invocationView(record: ActivationRecord): object {
  // JSON leaves out what is undefined.
  return { ...record, logs: undefined };
}

/** A record as the activation detail answers it: with the logs, and the duration as a text in v2.0. [doc] `…-getactionactivationdetail` */
export function detailView(record: ActivationRecord, apiVersion: ApiVersion): object {
  return { ...record, duration: apiVersion === "v2.0" ? String(record.duration) : record.duration };
}

/** A record as an item of a list. [doc] `…-v2-getactionactivationlist` */
export function listItemView({ activationId, duration, response }: ActivationRecord): object {
  return { activationId, duration, status: response.status };
}
