import type { AddressChoice, Destination } from "../../model/address.ts";
import { destinationOf } from "../../model/address.ts";
import { addressInputNames, chooseAddress } from "../../model/addressDefinition.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import type { Credentials } from "../../signing/credentials.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { shortAccessKey, type Account, type StackDestinations } from "../views/destinationLines.ts";

/**
 * Returns where the calls of a plan go.
 * @param defaults - Select the address where a resource does not.
 * @param hidden - Names of address inputs whose default only the engine can read.
 */
export function stackDestinations(
  { steps }: Pick<StackPlan, "steps">,
  defaults: AddressChoice,
  hidden: readonly string[] = [],
): StackDestinations["places"] {
  const places = new Map<string, { readonly destination?: Destination; readonly names: string[] }>();
  for (const { name, type, properties } of steps) {
    if (!isOwnResourceType(type)) continue;
    const choice = chooseAddress(properties, defaults);
    const isKnown = addressInputNames.every((input) => {
      const value = choice[input];
      const isUnread = properties[input] === undefined && hidden.includes(input);
      return !isUnread && (typeof value !== "string" || !value.includes("${"));
    });
    const destination = isKnown ? destinationOf(choice) : undefined;
    const id = JSON.stringify(destination ?? null);
    const place = places.get(id) ?? { ...(destination === undefined ? {} : { destination }), names: [] };
    place.names.push(name);
    places.set(id, place);
  }
  return [...places.values()];
}

/** Returns an account as it is shown. */
export function accountOf({ accessKey, source }: Pick<Credentials, "accessKey" | "source">): Account {
  return { accessKey: shortAccessKey(accessKey), source };
}
