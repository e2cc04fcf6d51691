import type { Service } from "./startService.ts";

/** What every row is measured with. */
export interface Bench {
  readonly service: Service;
  /** Path of the Pulumi CLI. */
  readonly pulumi: string;
  /** Why Terraform takes no part; `undefined` where it does. */
  readonly terraformAbsence: string | undefined;
  /** Returns a path for a new directory. It is removed at the end. */
  readonly newFolder: () => string;
  /** Reports progress. */
  readonly report: (line: string) => void;
}

/** One row of the bench, selected by its name on the command line. */
export interface Row {
  readonly name: string;
  /** Measures, and returns a table in Markdown. */
  readonly measure: (bench: Bench) => Promise<string>;
}
