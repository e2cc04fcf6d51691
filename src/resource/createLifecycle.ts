import { NcfError } from "../diagnostics/ncfError.ts";
import { parseActionUrl, type ActionReference } from "../model/action.ts";
import { toCallEnd } from "../invocation/recordEnd.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import { follow } from "../invocation/follow.ts";
import type { Issue } from "../model/issue.ts";
import type { InvokeOnceFunctions } from "../invocation/invokeOnce.ts";
import { generationKey, type ResourceKey, isSameResource } from "../model/resourceKey.ts";
import type { Journal } from "../journal/journal.ts";
import { readInputs } from "../invocation/readInputs.ts";
import type { AddressChoice } from "../model/address.ts";
import type { JsonObject } from "../model/json.ts";
import { type Outcome, ranOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import type { Owner, Processes } from "../ports/processes.ts";
import { activationState, type InvocationState, readState } from "./state.ts";
import { callOnce, type CalledOnce } from "./callOnce.ts";
import type { Lifecycle } from "./lifecycle.ts";
import { toStepResult, keepFollowed, withResultCheck } from "./stepResult.ts";
import { nextStep } from "./nextStep.ts";
import { parseImportId, readImported } from "./importId.ts";
import { requireInvocation } from "./requireInvocation.ts";
import { releaseKeys } from "./releaseKeys.ts";
import { splitHiddenInputs } from "./splitHiddenInputs.ts";
import { watchFunctions } from "./watchFunctions.ts";

/** What a lifecycle works with. */
export interface LifecycleParts {
  readonly clock: Clock;
  /** What picks the address where inputs do not; asked at each step, since the host configures late. */
  readonly addressDefaults: () => AddressChoice;
  /** What is wrong with the stack's config, beside that. @default nothing */
  readonly settingFailures?: () => readonly Issue[];
  /** The client, made at its first use. @throws NcfError when there are no credentials */
  readonly functions: () => InvokeOnceFunctions;
  /** The journal of a stack, opened at its first use. @throws NcfError when it cannot be used */
  readonly journal: (place: ResourceKey) => Promise<Journal>;
  /** The options that name the journal of a stack to `ncf resolve`, by the function of that name; `undefined` when none is kept. */
  readonly journalOptions: (place: ResourceKey) => readonly string[] | undefined;
  readonly processes: () => Processes;
  /** By the function of that name, with the key of the credentials. */
  readonly hashParams: (params: JsonObject) => string;
  /** Hears of a run that has outlived the gateway's wait and is followed from now on. */
  readonly onFollow?: (action: ActionReference, activationId: string) => void;
  /** Hears that the run of a call is looked for, since nobody knows whether it ran. */
  readonly onSearch?: (action: ActionReference) => void;
  /** Hears that another process is making a call, and that its end is waited for. */
  readonly onWait?: (action: ActionReference, owner: Owner) => void;
  /** Hears that a call is not made, since an earlier one of which the state does not know came to the same. */
  readonly onTakeOver?: (action: ActionReference) => void;
  /** Hears why the keys of a resource that is deleted could not be released. */
  readonly onUnreleased?: (error: NcfError) => void;
}

/** Makes the lifecycle of an invocation. */
export function createLifecycle({
  clock,
  addressDefaults,
  settingFailures = () => [],
  functions,
  journal,
  journalOptions,
  processes,
  hashParams,
  onFollow = () => {},
  onSearch = () => {},
  onWait = () => {},
  onTakeOver = () => {},
  onUnreleased = () => {},
}: LifecycleParts): Lifecycle {
  return {
    check(news) {
      const { inputs } = splitHiddenInputs(news);
      const { issues } = readInputs(inputs, addressDefaults());
      return [...issues, ...settingFailures(), ...credentialFailures(functions)];
    },

    diff(olds, news) {
      const { inputs, secretParams, secretTriggers, rerun } = splitHiddenInputs(news);
      // Outputs that are kept must be marked anew, or a result would stay in clear beside params that became secret.
      const had = splitHiddenInputs(olds);
      if (secretParams.length > 0 !== had.secretParams.length > 0) return true;
      if (secretTriggers.length > 0 !== had.secretTriggers.length > 0) return true;
      const { invocation, hasUnknownGeneration } = readInputs(inputs, addressDefaults());
      const wanted = invocation === undefined || hasUnknownGeneration ? undefined : fingerprint(invocation);
      return nextStep(readState(olds), wanted, rerun) !== "keep";
    },

    async create(news) {
      const { inputs, importId, rerun, place } = splitHiddenInputs(news);
      const invocation = requireInvocation(inputs, addressDefaults());
      const whole = requireResourceKey(place);
      if (importId === undefined) {
        return toStepResult(invocation, await callNext(invocation, whole, 1), makingOf(whole, rerun));
      }
      const imported = await readImported(invocation, parseImportId(importId), functions());
      return withResultCheck(invocation, { ...imported, place: whole });
    },

    async update(olds, news) {
      const { inputs, rerun, place } = splitHiddenInputs(news);
      const invocation = requireInvocation(inputs, addressDefaults());
      const old = readState(olds);
      switch (nextStep(old, fingerprint(invocation), rerun)) {
        case "call": {
          const whole = requireResourceKey(place);
          const called = await callNext(invocation, whole, old.generation + 1);
          // Renamed: what bore the old name is no more, and another resource may get it.
          if (!isSameResource(old.place, whole)) await release(old);
          return toStepResult(invocation, called, makingOf(whole, rerun ?? old.rerun));
        }
        case "follow": {
          const untilAt = clock.now() + invocation.waitForMs;
          const question = { ...invocation, activationId: old.activationId };
          const followed = await follow(question, { ...parts(), untilAt });
          await endPending(old, followed.outcome);
          return keepFollowed(invocation, followed, old);
        }
        case "keep":
          return withResultCheck(invocation, old);
      }
    },

    async read(id, olds) {
      if (typeof olds["activationId"] !== "string") return readForeign(id, olds);
      const old = readState(olds);
      const place = parseActionUrl(old.address);
      if (place === undefined) return old;
      const answer = await functions().activation({ ...place, activationId: old.activationId });
      if (answer.kind !== "found") return old;
      const { activation } = answer;
      if (old.outcome === "pending") await endPending(old, ranOutcome(activation));
      return { ...old, ...activationState(activation) };
    },

    async delete(olds) {
      await release(readState(olds));
    },
  };

  async function release({ place }: InvocationState): Promise<void> {
    if (place === undefined) return;
    try {
      await releaseKeys(place, await journal(place));
    } catch (error) {
      if (!NcfError.is(error)) throw error;
      onUnreleased(error);
    }
  }

  /** Ends a pending call in the journal as well. What is known now must not be lost when that fails. */
  async function endPending({ place, generation }: InvocationState, outcome: Outcome): Promise<void> {
    if (place === undefined) return;
    try {
      const kept = await journal(place);
      const entry = await kept.find(generationKey({ ...place, generation }));
      if (entry?.end?.kind === "pending") await kept.end(entry, toCallEnd(outcome));
    } catch (error) {
      if (!NcfError.is(error)) throw error;
    }
  }

  async function callNext(invocation: Invocation, place: ResourceKey, first: number): Promise<CalledOnce> {
    const { params, triggers } = invocation;
    const paramsHash = hashParams({ params, triggers });
    return callOnce(invocation, {
      ...parts(),
      journal: await journal(place),
      processes: processes(),
      paramsHash,
      place,
      first,
      onTakeOver: () => onTakeOver(invocation.action),
      onWait: (owner) => onWait(invocation.action, owner),
    });
  }

  function makingOf(place: ResourceKey, rerun: string | undefined): Parameters<typeof toStepResult>[2] {
    return { place, rerun, journalOptions: journalOptions(place) };
  }

  function parts(): { functions: InvokeOnceFunctions; clock: Clock } {
    return { functions: watchFunctions(functions(), { onFollow, onSearch }), clock };
  }

  /** An activation that no stack of ours made: `ActionInvocation.get`. */
  async function readForeign(id: string, props: JsonObject): Promise<InvocationState> {
    const { action, activationId } = parseImportId(id);
    const { inputs } = splitHiddenInputs(props);
    const invocation = requireInvocation({ ...inputs, ...action }, addressDefaults());
    return readImported(invocation, { action, activationId }, functions());
  }
}

function credentialFailures(functions: LifecycleParts["functions"]): readonly Issue[] {
  try {
    functions();
    return [];
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: "", reason: error.reason, hint: error.hint }];
  }
}

function requireResourceKey(place: ResourceKey | undefined): ResourceKey {
  if (place !== undefined) return place;
  throw new NcfError("NCF_BUG", { reason: "an invocation was to be made without a place in the journal" });
}
