import type { GenerationName } from "../../model/resourceKey.ts";
import type { CallEnd } from "../../journal/records.ts";

/** What is shown of a call. Instants are texts, as in ISO 8601. */
export interface ShownCall extends GenerationName {
  /** `db/migrate` */
  readonly action: string;
  /** Its own URL. */
  readonly url: string;
  /** When its intent was written. */
  readonly madeAt: string;
  readonly owner: {
    readonly host: string;
    readonly pid: number;
    readonly state: "alive" | "gone" | "elsewhere";
  };
  /** As far as it is known. */
  readonly end?: CallEnd;
  readonly endedAt?: string;
  /** By then a run of it would have ended and be seen. */
  readonly seenBy: string;
  /** Those that may be its run; not there when nobody looked. */
  readonly activations?: readonly {
    readonly activationId: string;
    readonly showsKey: boolean;
    readonly start?: string;
    readonly status?: string;
  }[];
  /** Why nobody could look. */
  readonly trouble?: string;
  /** Why nothing can be said of it yet. */
  readonly wait?: string;
  readonly commands: {
    readonly look: string;
    /** One for each activation that may be its run, or one with `ACTIVATION-ID` to be replaced. */
    readonly ran: readonly string[];
    /** Not there for a call that is known to have run, or may still be sent. */
    readonly didNotRun?: string;
  };
}
