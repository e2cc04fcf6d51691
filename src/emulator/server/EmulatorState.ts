import type { Clock } from "../../ports/ports.ts";
import type { ActionFolder } from "../actions/ActionFolder.ts";
import type { ActivationStore } from "../activations/ActivationStore.ts";
import type { ActionContainers } from "../containers/ActionContainers.ts";
import type { EmulatedCall } from "../EmulatedCall.ts";
import type { FaultQueue } from "../faults/FaultQueue.ts";
import type { KeyPair } from "../gateway/authenticate.ts";
import type { CallRate } from "../gateway/CallRate.ts";
import type { CloudRules } from "../gateway/cloudRules.ts";
import type { LedgerBook } from "../ledger/Ledger.ts";
import type { Switches } from "../Switches.ts";

/** All that a request is answered from. */
export interface EmulatorState {
  readonly rules: CloudRules;
  readonly credentials: KeyPair;
  readonly namespace: string;
  readonly clock: Clock;
  /** The service's clock: the machine's with the offset switch. */
  readonly now: () => number;
  /** The switches as they stand at the moment. */
  readonly switches: Switches;
  readonly folder: ActionFolder;
  readonly store: ActivationStore;
  readonly containers: ActionContainers;
  readonly faults: FaultQueue;
  readonly rate: CallRate;
  readonly ledger: LedgerBook;
  /** Told of each call when it is over. */
  readonly onCall: (call: EmulatedCall) => void;
  /** Aborted when the emulator closes. */
  readonly closing: AbortSignal;
}
