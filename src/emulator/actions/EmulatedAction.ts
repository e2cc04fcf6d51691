import type { Platform } from "../../model/address.ts";
import type { JsonObject } from "../../model/json.ts";

/** Settings in `NAME.json` beside an action's file. */
export interface ActionSettings {
  readonly description: string;
  /** The action's own parameters, overlaid by a request's top-level keys. @default {} */
  readonly parameters: JsonObject;
  readonly limits: {
    /** Time limit of a run, milliseconds, 1 to 300000; the service's own lower bound is 500. @default 60000 */
    readonly timeout: number;
    /** Memory limit, MB: 128, 256, 512 or 1024. @default 256 */
    readonly memory: number;
  };
  /** Platform of the action. @default every platform of the cloud */
  readonly platform?: Platform;
}

/** An action's file with its settings. */
export interface EmulatedAction extends ActionSettings {
  readonly packageName: string;
  readonly actionName: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Time of the last change of the file, epoch milliseconds; a change starts new containers. */
  readonly changedAt: number;
}
