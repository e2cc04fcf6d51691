import { fromPointer, toPointer } from "../model/json.ts";
import type { Issue } from "../model/issue.ts";
import type { FieldDefinition, ResourceDefinition } from "../model/resourceDefinition.ts";
import { isAtOrBelow } from "./redactor.ts";

/**
 * Adds to the issues of a resource's inputs those of secrets in inputs that messages, addresses and the journal show. Other issues of such an
 * input are left out, because they quote its value.
 * @param secretPointers - JSON pointers into the inputs to the parts that are secret.
 */
export function withSecretIssues(
  { inputs }: Pick<ResourceDefinition, "inputs">,
  secretPointers: readonly string[],
  issues: readonly Issue[],
): readonly Issue[] {
  const refused = secretPointers.flatMap((pointer) => {
    const place = refusedPlace(inputs, fromPointer(pointer));
    return place === undefined ? [] : [{ pointer, place }];
  });
  if (refused.length === 0) return issues;
  const isAboutSecret = ({ pointer }: Issue): boolean =>
    refused.some(({ place }) => isAtOrBelow(pointer, place));
  return [
    ...refused.map(({ pointer, place }) => secretIssue(pointer, place)),
    ...issues.filter((issue) => !isAboutSecret(issue)),
  ];
}

/** Returns the pointer to the input, or to the field of one, that must not be secret; `undefined` where the place of a secret may be. */
function refusedPlace(
  inputs: ResourceDefinition["inputs"],
  [name = "", field]: readonly string[],
): string | undefined {
  // A name that is no input is an issue of its own.
  if (!Object.hasOwn(inputs, name)) return undefined;
  const { type, mayBeSecret = false } = inputs[name] as FieldDefinition;
  if (!mayBeSecret) return toPointer([name]);
  if (type.kind !== "nested") return undefined;
  if (field === undefined) return toPointer([name]);
  if (!Object.hasOwn(type.fields, field)) return undefined;
  return (type.fields[field] as FieldDefinition).mayBeSecret === true ? undefined : toPointer([name, field]);
}

function secretIssue(pointer: string, place: string): Issue {
  const isWhole = pointer === place && /^\/on(?:Update|Delete)$/.test(place);
  return {
    code: "NCF_INPUT_INVALID",
    pointer,
    reason: isWhole
      ? "must not be secret as a whole: its names are shown in messages and in the journal"
      : "must not be secret: it is shown in messages, the state or the journal",
    hint: isWhole
      ? "mark its params as secret"
      : "use a value that is not secret, and pass secrets in params",
  };
}
