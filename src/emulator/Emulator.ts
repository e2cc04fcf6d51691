import type { Clock } from "../ports/ports.ts";
import type { EmulatedCall } from "./EmulatedCall.ts";
import type { FaultQueue } from "./faults/FaultQueue.ts";
import type { CloudName } from "./gateway/cloudRules.ts";
import type { Ledger } from "./ledger/Ledger.ts";
import type { Switches } from "./Switches.ts";

/** Options of an emulator. */
export interface EmulatorOptions {
  /**
   * Folder of actions: `NAME.js`, `.mjs` or `.cjs` is an action outside any package, `PACKAGE/NAME.js` one in a package, and `NAME.json` beside it
   * its settings, `{ description?, parameters?, limits?: { timeout?, memory? }, platform? }`.
   */
  readonly actionsDir: string;
  /** The only key pair that is accepted; never a real one. @default generated keys */
  readonly credentials?: { readonly accessKey?: string; readonly secretKey?: string };
  /** The namespace in the records. @default "emulatorNs" */
  readonly namespace?: string;
  /** Port on 127.0.0.1. @default 0, which takes a free one */
  readonly port?: number;
  /** Whose rules apply: versions, platforms, local time. @default "KR" */
  readonly cloud?: CloudName;
  /** Time. @default the machine's */
  readonly clock?: Clock;
  /** `true` when actions may use the network. @default false */
  readonly allowNetwork?: boolean;
  /** Directories and files outside `actionsDir` that actions may read, such as `node_modules`. @default none */
  readonly allowRead?: readonly string[];
  /** Directories and files that actions may read and write. @default none */
  readonly allowWrite?: readonly string[];
  /** Called for each call when it is over. Must not throw. */
  readonly onCall?: (call: EmulatedCall) => void;
  /** Switches that stand otherwise than by default. */
  readonly switches?: Partial<Switches>;
}

/** Cloud Functions on loopback. */
export interface Emulator {
  /** Its origin, the `endpoint` of a caller: `http://127.0.0.1:PORT`. */
  readonly url: string;
  /** Variables that lead a caller to it: `NCF_ENDPOINT`, the keys, and the site or region of another cloud than `KR`. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * {@link Emulator.variables} with a journal, a backend and a passphrase of their own, in a temporary directory that `close` removes. Spread it
   * behind `process.env`.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Config of a stack that leads to it: `ncf:endpoint`, and `ncf:site` or `ncf:region` of another cloud than `KR`. */
  readonly config: Readonly<Record<string, string>>;
  /** Record of received requests and runs. */
  readonly ledger: Ledger;
  /** Faults for the next requests. */
  readonly faults: FaultQueue;
  /** The switches as they stand. */
  readonly switches: Switches;
  /** Changes some switches. */
  readonly set: (changes: Partial<Switches>) => void;
  /** Breaks off all connections, ends the processes of all runs, frees the port and removes the directory of `env`. */
  readonly close: () => Promise<void>;
}
