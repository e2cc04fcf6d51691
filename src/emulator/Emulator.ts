import type { Clock } from "../ports/ports.ts";
import type { EmulatedCall } from "./EmulatedCall.ts";
import type { FaultQueue } from "./faults/FaultQueue.ts";
import type { CloudName } from "./gateway/cloudRules.ts";
import type { Ledger } from "./ledger/Ledger.ts";
import type { Switches } from "./Switches.ts";

/** What an emulator is made from. */
export interface EmulatorOptions {
  /**
   * Folder of actions: `NAME.js`, `.mjs` or `.cjs` is an action outside any package, `PACKAGE/NAME.js` one in a package, and `NAME.json` beside it
   * its settings, `{ description?, parameters?, limits?: { timeout?, memory? }, platform? }`.
   */
  readonly actionsDir: string;
  /** The only key pair that is accepted. Made up for this emulator; never a real one. */
  readonly credentials: { readonly accessKey: string; readonly secretKey: string };
  /** The namespace in the records. @default "emulatorNs" */
  readonly namespace?: string;
  /** Port on 127.0.0.1. @default 0, which takes a free one */
  readonly port?: number;
  /** Whose rules apply: versions, platforms, local time. @default "KR" */
  readonly cloud?: CloudName;
  /** Time. @default the machine's */
  readonly clock?: Clock;
  /** Whether actions may use the network. @default false */
  readonly allowNetwork?: boolean;
  /** Directories and files outside `actionsDir` that actions may read, such as `node_modules`. @default none */
  readonly allowRead?: readonly string[];
  /** Called for each call when it is over. Must not throw. */
  readonly onCall?: (call: EmulatedCall) => void;
  /** Switches that stand otherwise than by default. */
  readonly switches?: Partial<Switches>;
}

/** Cloud Functions on loopback. */
export interface Emulator {
  /** Its origin, the `endpoint` of a caller: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** What was received and what ran. */
  readonly ledger: Ledger;
  /** What will go wrong with the next requests. */
  readonly faults: FaultQueue;
  /** The switches as they stand. */
  readonly switches: Switches;
  /** Changes some switches. */
  readonly set: (changes: Partial<Switches>) => void;
  /** Breaks off all connections and runs, and frees the port. */
  readonly close: () => Promise<void>;
}
