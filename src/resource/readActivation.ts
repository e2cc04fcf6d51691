import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import { isActivationId } from "../model/activation.ts";
import { type ActionReference, actionLabel, formatActionUrl, nameIssue } from "../model/action.ts";
import { type AddressChoice, resolveAddress } from "../model/address.ts";
import { chooseAddress } from "../model/addressDefinition.ts";
import { getActivation } from "../model/getActivation.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import { nearest } from "../diagnostics/suggestions.ts";
import { parseImportId } from "./importRun.ts";
import { createRedactor, redactError } from "./redactor.ts";
import { activationState } from "./state.ts";
import type { StepInputs } from "./steps.ts";

/** Dependencies of {@link readActivation}. */
export interface ReadActivationDeps {
  /** Address inputs that apply where the inputs have none. */
  readonly defaults: AddressChoice;
  readonly functions: () => Pick<CloudFunctions, "activation">;
  /** Returns the secrets to redact in addition to those of the inputs: the secret key. */
  readonly secrets: () => readonly string[];
}

/** Inputs of the function `getActivation`. */
export type ReadActivationInputs = Pick<StepInputs, "inputs" | "secretPointers">;

/**
 * Reads the record of a finished run, successful or failed, as the outputs of `getActivation`.
 * @throws NcfError NCF_INPUT_INVALID, NCF_NAME_INVALID, NCF_ADDRESS_INVALID for inputs that do not
 * name a run
 * @throws NcfError NCF_ACTIVATION_UNREADABLE when there is no readable record
 */
export async function readActivation(
  given: ReadActivationInputs,
  deps: ReadActivationDeps,
): Promise<JsonObject> {
  try {
    return await readRecord(given.inputs, deps);
  } catch (error) {
    throw redactError(error, createRedactor(given, deps.secrets()));
  }
}

async function readRecord(
  inputs: JsonObject,
  { defaults, functions }: ReadActivationDeps,
): Promise<JsonObject> {
  const { action, activationId } = readRunName(inputs);
  const address = readAddress(inputs, defaults);
  const label = `${actionLabel(action)}/${activationId}`;
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_ACTIVATION_UNREADABLE", { reason: `cannot read activation ${label}: ${why}` });
  const response = await functions().activation({ address, action, activationId });
  switch (response.kind) {
    case "found": {
      const { logs } = response.activation;
      const record = {
        ...activationState(response.activation),
        ...(logs === undefined ? {} : { logs }),
        address: formatActionUrl({ address, action }),
      };
      return JSON.parse(JSON.stringify(record)) as JsonObject;
    }
    case "notYet":
      throw refuse("it does not exist, has not ended, or its record has expired");
    case "refused":
      throw refuse(response.error.message);
    case "unreadable":
      throw refuse(response.reason);
  }
}

interface RunName {
  readonly action: ActionReference;
  readonly activationId: string;
}

const separateNames = ["packageName", "actionName", "activationId"] as const;

function readRunName(inputs: JsonObject): RunName {
  const names = Object.keys(getActivation.inputs);
  const unknownName = Object.keys(inputs).find((name) => !names.includes(name));
  if (unknownName !== undefined) {
    const near = nearest(unknownName, names);
    throw issueError(
      {
        code: "NCF_INPUT_INVALID",
        pointer: `/${unknownName}`,
        reason: "is not an input of getActivation",
        hint: near === undefined ? `the inputs are ${names.join(", ")}` : `did you mean ${near}?`,
      },
      "getActivation",
    );
  }
  const { id, packageName = "-", actionName, activationId } = inputs;
  if (id === undefined) return readSeparateNames({ packageName, actionName, activationId });
  const extra = separateNames.find((name) => inputs[name] !== undefined);
  if (extra !== undefined) throw invalidName(`/${extra}`, "must not be set together with id");
  try {
    return parseImportId(String(id));
  } catch {
    throw invalidName("/id", "must be package/action/activationId");
  }
}

function readSeparateNames(names: Readonly<Record<(typeof separateNames)[number], unknown>>): RunName {
  const { packageName, actionName, activationId } = names;
  if (actionName === undefined) throw invalidName("/actionName", "is required, unless id is set");
  if (!isActivationId(activationId)) {
    throw invalidName("/activationId", "must be an activation id");
  }
  const issue = nameIssue("packageName", packageName) ?? nameIssue("actionName", actionName);
  if (issue !== undefined) throw issueError(issue, "getActivation");
  return {
    action: { packageName: packageName as string, actionName: actionName as string },
    activationId,
  };
}

function readAddress(inputs: JsonObject, defaults: AddressChoice): RunAddress {
  const { address, issues = [] } = resolveAddress(chooseAddress(inputs, defaults));
  if (address !== undefined) return address;
  throw issueError(issues[0] as Issue, "getActivation");
}

type RunAddress = NonNullable<ReturnType<typeof resolveAddress>["address"]>;

function invalidName(pointer: string, reason: string): NcfError {
  const hint = "pass id as package/action/activationId, or packageName, actionName and activationId";
  return issueError({ code: "NCF_INPUT_INVALID", pointer, reason, hint }, "getActivation");
}
