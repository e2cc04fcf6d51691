/** A refusal by the gateway, by Cloud Functions, or in the shape of the upstream project. */
export interface ApiError {
  /** HTTP status. */
  readonly status: number;
  /** Who answered, by the shape of the code: the gateway (three digits), the service (80xxx) or upstream. */
  readonly origin: "gateway" | "service" | "upstream";
  /** Ncloud's `errorCode` as text; absent in upstream-shaped bodies. */
  readonly errorCode?: string;
  /** The answer's own message, tags removed. */
  readonly message: string;
  /** The answer's own details, when there are any. */
  readonly details?: string;
}
