/** An HTTP answer before it is written. */
export interface Answer {
  /** HTTP status. */
  readonly status: number;
  /** Headers beside the gateway's own ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body's bytes, or its text to be written as UTF-8. */
  readonly body: string | Uint8Array;
  /**
   * Origin of the response: the gateway or the service behind it; sent as
   * `x-ncp-apigw-response-origin`. [field]
   */
  readonly origin: "APIGW" | "ENDPOINT";
  /** The refusal's code, for the ledger. Absent when nothing was refused, and in upstream-shaped refusals. */
  readonly errorCode?: string;
}
