import type { InvokeOnceFunctions } from "../invocation/invokeOnce.ts";
import type { ActionReference } from "../model/action.ts";

/** Who hears of what a step goes on to do. */
export interface FunctionsWatcher {
  /** Hears of the first run that is followed. */
  readonly onFollow: (action: ActionReference, activationId: string) => void;
  /** Hears that runs are looked for, once. */
  readonly onSearch: (action: ActionReference) => void;
}

/** The client for one step, with somebody who hears what is asked. */
export function watchFunctions(
  client: InvokeOnceFunctions,
  { onFollow, onSearch }: FunctionsWatcher,
): InvokeOnceFunctions {
  const listed = new Set<string>();
  let isFollowing = false;
  let isSearching = false;
  return {
    ...(client.acquireSlot === undefined ? {} : { acquireSlot: client.acquireSlot.bind(client) }),
    invoke: (call, signal) => client.invoke(call, signal),
    activation: (question, signal) => {
      // What a list has shown is over, and is only looked into.
      if (!isFollowing && !listed.has(question.activationId)) {
        onFollow(question.action, question.activationId);
        isFollowing = true;
      }
      return client.activation(question, signal);
    },
    activations: async (question, signal) => {
      if (!isSearching) onSearch(question.action);
      isSearching = true;
      const answer = await client.activations(question, signal);
      if (answer.kind === "listed") for (const one of answer.activations) listed.add(one.activationId);
      return answer;
    },
  };
}
