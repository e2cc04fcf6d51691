const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  ECONNRESET: "connection reset",
  EPIPE: "connection closed while writing",
  ENOTFOUND: "host name not found",
  EAI_AGAIN: "host name could not be resolved",
  ETIMEDOUT: "connection timed out",
  EHOSTUNREACH: "host not reachable",
  ENETUNREACH: "network not reachable",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the server's certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "the server's certificate chain contains a self-signed certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the server's certificate cannot be verified",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the server's certificate cannot be verified",
  ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host",
  UND_ERR_CONNECT_TIMEOUT: "connection timed out",
  UND_ERR_SOCKET: "connection closed by the other side",
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "connection closed before the end of the response",
  UND_ERR_HEADERS_OVERFLOW: "the response's headers are too large",
  UND_ERR_ABORTED: "the proxy refused the tunnel",
  UND_ERR_PRX_TLS: "no TLS connection to the proxy",
};

/**
 * Describes a network error by its code. Leaves out the message of the error, which may contain the
 * address and password of a proxy.
 */
export function describeNetworkError(error: unknown): string {
  if (error instanceof Error && error.name === "HTTPParserError") return "the response is not HTTP/1.1";
  const code = codeOf(error);
  if (code === undefined) return "connection failed";
  return reasons[code] ?? `connection failed (${code})`;
}

/** Returns the first code of an error, of the errors that it aggregates, or of its causes. */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown };
  if (typeof code === "string") return code;
  return codeOf(Array.isArray(errors) ? errors[0] : cause);
}
