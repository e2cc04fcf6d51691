import type { RunEntry } from "../../src/emulator/index.ts";
import { generationKey } from "../../src/model/resourceKey.ts";
import { hashParams } from "../../src/journal/hashParams.ts";
import type { JournalEntry } from "../../src/journal/journal.ts";
import { canonicalJson, type JsonObject } from "../../src/model/json.ts";
import { Secret } from "../../src/model/secret.ts";
import type { StackEvent } from "../../src/engine/stackEvents.ts";
import type { ResourceRecord } from "./openTestStack.ts";
import { dummyKeys } from "./signedFetch.ts";

type Reported = "succeeded" | "failed" | "pending" | "notRun" | "unknown";

/** One generation as the referee takes it. */
export interface SeenGeneration {
  readonly name: string;
  readonly runs: readonly { readonly isSuccess: boolean; readonly activationId: string }[];
  readonly reported: Reported;
  readonly activationId?: string;
}

/** What the referee is to look at. */
export interface SeenStack {
  /** By the state and by what the engine said. */
  readonly byState: readonly SeenGeneration[];
  /** By the journal, in which a pending activation stays pending when the state knows more. */
  readonly byJournal: readonly SeenGeneration[];
}

/** What there is to be seen of a stack `test` of the project `e2e`. */
export interface Seen {
  /** The params of each resource, as the action gets them. */
  readonly declared: Readonly<Record<string, JsonObject>>;
  readonly runs: readonly RunEntry[];
  /** What the state holds. */
  readonly records: Readonly<Record<string, ResourceRecord | undefined>>;
  readonly journal: ReadonlyMap<string, JournalEntry>;
  /** What the engine said in the last deployment. */
  readonly said: readonly StackEvent[];
}

/**
 * What is reported of each generation, by the state or the engine's errors and by the journal, beside the runs that the ledger has of it. Generations
 * are told apart by their params.
 */
export function seenGenerations({ declared, runs, records, journal, said }: Seen): SeenStack {
  const byParams = new Map<string, SeenGeneration["runs"]>();
  for (const { params, success, activationId } of runs) {
    const which = canonicalJson(params);
    byParams.set(which, [...(byParams.get(which) ?? []), { isSuccess: success === true, activationId }]);
  }
  const byState: SeenGeneration[] = [];
  const byJournal: SeenGeneration[] = [];
  for (const [name, params] of Object.entries(declared)) {
    const which = canonicalJson(params);
    const itsRuns = byParams.get(which) ?? [];
    byParams.delete(which);
    const inJournal = findEntry(journal, name, params);
    const record = records[name];
    const isOfThis = record !== undefined && record.outputs["generation"] === inJournal?.generation;
    byState.push({
      name,
      runs: itsRuns,
      ...(isOfThis
        ? {
            reported: record.outputs["outcome"] as Reported,
            activationId: record.outputs["activationId"] as string,
          }
        : { reported: reportedBy(said, name) }),
    });
    const end = inJournal?.entry.end;
    if (end === undefined) continue;
    const { kind, activationId } = end;
    byJournal.push({
      name: `${name} (by the journal)`,
      runs: itsRuns,
      reported: kind === "notSent" || kind === "rejected" ? "notRun" : kind === "released" ? "unknown" : kind,
      ...(activationId === undefined ? {} : { activationId }),
    });
  }
  // Of earlier generations nothing is told any more: what counts is how often they ran.
  for (const [name, itsRuns] of byParams) {
    const reported = itsRuns.at(-1)?.isSuccess === true ? "succeeded" : "failed";
    byState.push({ name, runs: itsRuns, reported });
  }
  return { byState, byJournal };
}

/** The newest entry of a resource that is of a call with these params. */
function findEntry(
  journal: Seen["journal"],
  name: string,
  params: JsonObject,
): { readonly generation: number; readonly entry: JournalEntry } | undefined {
  const hash = hashParams({ params, triggers: [] }, new Secret(dummyKeys.secretKey));
  let found: { generation: number; entry: JournalEntry } | undefined;
  for (let generation = 1; ; generation += 1) {
    const entry = journal.get(generationKey({ project: "e2e", stack: "test", name, generation }));
    if (entry === undefined) return found;
    if (entry.paramsHash === hash) found = { generation, entry };
  }
}

/** What the engine's errors mean; one that was killed says nothing, and nobody knows. */
function reportedBy(said: readonly StackEvent[], name: string): Reported {
  const errors = said.filter(
    (one) => one.kind === "message" && one.severity === "error" && one.name === name,
  );
  const text = JSON.stringify(errors);
  return /NCF_(JOURNAL_UNWRITABLE|NOT_SENT|REJECTED|CLOCK_OFF)/.test(text) ? "notRun" : "unknown";
}
