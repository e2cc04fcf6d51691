import type { CloudFunctions } from "../../client/CloudFunctions.ts";
import { NcfError } from "../../diagnostics/NcfError.ts";
import { formatActionUrl, parseActionUrl, type ActionPlace } from "../../invocation/actionUrl.ts";
import { checkResult } from "../../invocation/checkResult.ts";
import { fingerprint } from "../../invocation/fingerprint.ts";
import { follow, type Followed } from "../../invocation/follow.ts";
import type { InputFailure } from "../../invocation/InputFailure.ts";
import type { Invocation } from "../../invocation/Invocation.ts";
import { invoke, type Invoked } from "../../invocation/invoke.ts";
import { outcomeError } from "../../invocation/outcomeError.ts";
import { readInputs } from "../../invocation/readInputs.ts";
import type { ActionReference } from "../../model/ActionReference.ts";
import type { AddressChoice } from "../../model/Address.ts";
import type { JsonObject } from "../../model/Json.ts";
import type { Clock } from "../../ports/Ports.ts";
import { activationState } from "./activationState.ts";
import type { InvocationState } from "./InvocationState.ts";
import type { Kept, Lifecycle } from "./Lifecycle.ts";
import { nextStep } from "./nextStep.ts";
import { parseImportId } from "./parseImportId.ts";
import { readImported } from "./readImported.ts";
import { splitHiddenInputs } from "./splitHiddenInputs.ts";

/** What a lifecycle works with. */
export interface LifecycleParts {
  readonly clock: Clock;
  /** What picks the address where inputs do not; asked at each step, since the host configures late. */
  readonly addressDefaults: () => AddressChoice;
  /** The client, made at its first use. @throws NcfError when there are no credentials */
  readonly functions: () => Pick<CloudFunctions, "invoke" | "activation">;
  /** Hears of a run that has outlived the gateway's wait and is followed from now on. */
  readonly onFollow?: (action: ActionReference, activationId: string) => void;
}

/** Makes the lifecycle of an invocation. */
export function createLifecycle({
  clock,
  addressDefaults,
  functions,
  onFollow = () => {},
}: LifecycleParts): Lifecycle {
  return {
    check(news) {
      const { inputs } = splitHiddenInputs(news);
      const { failures } = readInputs(inputs, addressDefaults());
      return [...failures, ...credentialFailures(functions)];
    },

    diff(olds, news) {
      const { inputs, secretParams, rerun } = splitHiddenInputs(news);
      // Outputs that are kept must be marked anew, or a result would stay in clear beside params that became secret.
      const hadSecrets = splitHiddenInputs(olds).secretParams.length > 0;
      if (secretParams.length > 0 !== hadSecrets) return true;
      const { invocation, isGenerationOpen } = readInputs(inputs, addressDefaults());
      const wanted = invocation === undefined || isGenerationOpen ? undefined : fingerprint(invocation);
      return nextStep(readState(olds), wanted, rerun) !== "keep";
    },

    async create(news) {
      const { inputs, importId, rerun } = splitHiddenInputs(news);
      const invocation = readWhole(inputs, addressDefaults());
      if (importId === undefined) {
        return keepInvoked(invocation, await invoke(invocation, parts()), { generation: 1, rerun });
      }
      return withResultCheck(
        invocation,
        await readImported(invocation, parseImportId(importId), functions()),
      );
    },

    async update(olds, news) {
      const { inputs, rerun } = splitHiddenInputs(news);
      const invocation = readWhole(inputs, addressDefaults());
      const old = readState(olds);
      switch (nextStep(old, fingerprint(invocation), rerun)) {
        case "call":
          return keepInvoked(invocation, await invoke(invocation, parts()), {
            generation: old.generation + 1,
            rerun: rerun ?? old.rerun,
          });
        case "follow": {
          const untilAt = clock.now() + invocation.waitForMs;
          const question = { ...invocation, activationId: old.activationId };
          return keepFollowed(invocation, await follow(question, { ...parts(), untilAt }), old);
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
      return answer.kind === "found" ? { ...old, ...activationState(answer.activation) } : old;
    },
  };

  function parts(): { functions: ReturnType<typeof functions>; clock: Clock } {
    const client = functions();
    let isFollowing = false;
    return {
      clock,
      functions: {
        invoke: (call, signal) => client.invoke(call, signal),
        activation: (question, signal) => {
          if (!isFollowing) onFollow(question.action, question.activationId);
          isFollowing = true;
          return client.activation(question, signal);
        },
      },
    };
  }

  /** An activation that no stack of ours made: `ActionInvocation.get`. */
  async function readForeign(id: string, props: JsonObject): Promise<InvocationState> {
    const { action, activationId } = parseImportId(id);
    const { inputs } = splitHiddenInputs(props);
    const invocation = readWhole({ ...inputs, ...action }, addressDefaults());
    return readImported(invocation, { action, activationId }, functions());
  }
}

function credentialFailures(functions: LifecycleParts["functions"]): readonly InputFailure[] {
  try {
    functions();
    return [];
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return [{ code: error.code, pointer: "", reason: error.reason, hint: error.hint }];
  }
}

/** Inputs of a real step: checked before, and known. */
function readWhole(inputs: JsonObject, defaults: AddressChoice): Invocation {
  const { invocation, isOpen, failures } = readInputs(inputs, defaults);
  const [first] = failures;
  if (first !== undefined) {
    throw new NcfError(first.code, { reason: `${first.pointer}: ${first.reason}`, hint: first.hint });
  }
  if (invocation === undefined || isOpen) {
    throw new NcfError("NCF_BUG", {
      reason: "an invocation was to be made with inputs that are not known yet",
    });
  }
  return invocation;
}

/** Old outputs as this package wrote them, in this version or an earlier one. */
function readState(olds: JsonObject): InvocationState {
  const { inputs, rerun } = splitHiddenInputs(olds);
  return { ...inputs, ...(rerun === undefined ? {} : { rerun }) } as unknown as InvocationState;
}

/** What a generation has that its call does not tell. */
interface Making {
  readonly generation: number;
  readonly rerun?: string | undefined;
}

function keepInvoked(invocation: Invocation, invoked: Invoked, making: Making): Kept {
  const { outcome, attempts, invokedAt, trouble } = invoked;
  if (outcome.kind !== "succeeded" && outcome.kind !== "failed" && outcome.kind !== "pending") {
    throw outcomeError(invocation.action, outcome);
  }
  const followed: Followed = trouble === undefined ? { outcome } : { outcome, trouble };
  return keepFollowed(invocation, followed, { ...making, attempts, invokedAt });
}

function keepFollowed(
  invocation: Invocation & ActionPlace,
  { outcome, trouble }: Followed,
  { generation, rerun, attempts, invokedAt }: Making & Pick<InvocationState, "attempts" | "invokedAt">,
): Kept {
  const common = {
    address: formatActionUrl(invocation),
    fingerprint: fingerprint(invocation),
    generation,
    attempts,
    invokedAt,
    ...(rerun === undefined ? {} : { rerun }),
  };
  if (outcome.kind === "pending") {
    const state = { ...common, outcome: outcome.kind, activationId: outcome.activationId };
    return { state, error: outcomeError(invocation.action, outcome, trouble) };
  }
  const state = { ...common, ...activationState(outcome.activation) };
  if (outcome.kind === "failed") return { state, error: outcomeError(invocation.action, outcome) };
  return withResultCheck(invocation, state);
}

function withResultCheck(invocation: Invocation, state: InvocationState): Kept {
  const error = checkResult(invocation, state.result ?? {});
  return error === undefined ? { state } : { state, error };
}
