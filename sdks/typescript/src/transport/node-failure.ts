import { Failure } from "../error/failure.js";
import { serverOf, unknownFailure } from "./server.js";

const TLS = /^ERR_(TLS|SSL)_|CERT|^EPROTO$|SIGNATURE|^(INVALID|HOSTNAME)_/;
const NOT_HTTP = "the response is not valid HTTP";

/** The codes and system calls that an error and its causes name. */
function codesOf(error: unknown): { code: string; syscall: string; message: string } {
  const found = { code: "", syscall: "", message: "" };
  for (
    let at = error as Record<string, unknown> | undefined, depth = 0;
    at && typeof at === "object" && depth < 8;
    depth++
  ) {
    if (typeof at.code === "string" && at.code) found.code = at.code;
    if (typeof at.syscall === "string") found.syscall = at.syscall;
    if (typeof at.message === "string") found.message += ` ${at.message}`;
    at = (at.cause ?? (at.errors as unknown[] | undefined)?.[0]) as Record<string, unknown> | undefined;
  }
  return found;
}

function certificateProblem(code: string): string {
  if (/EXPIRED/.test(code)) return "has expired";
  if (/NOT_YET/.test(code)) return "is not valid yet";
  if (/ALTNAME|HOSTNAME/.test(code)) return "is for another host";
  return "is signed by an authority that is not trusted; name the file of the authority in NODE_EXTRA_CA_CERTS";
}

/**
 * Returns the failure that an error of fetch is, or of the body of its response. `wasSent` is undefined where it cannot be told
 * whether the request was written.
 */
export function failureOfFetch(cause: unknown, url: URL, wasSent: boolean | undefined): Failure {
  const { code, syscall, message } = codesOf(cause);
  const server = serverOf(url);
  const noConnection = `no connection to ${server}: `;
  const connect = (text: string, isFinal = false) => new Failure("connect", "not_sent", text, { isFinal, cause });
  const fail = (kind: "transport" | "timeout" | "too_large" | "decode", text: string, isFinal = false) =>
    new Failure(kind, wasSent === false ? "not_sent" : "unknown", text, { isFinal, cause });

  if (code === "UND_ERR_HEADERS_OVERFLOW")
    return fail("too_large", "the headers of the response are larger than the limit");
  if (/^Z_|ERR__ERROR_FORMAT/.test(code)) return fail("decode", "the response cannot be decompressed");
  if (/^UND_ERR_(HEADERS|BODY)_TIMEOUT$/.test(code)) return fail("timeout", "the server took too long");
  // Node 26 gives no code.
  if (/^HPE_|CONTENT_LENGTH_MISMATCH$/.test(code) || message.includes("match the HTTP/1.1 protocol")) {
    const isOther = message.includes("Expected HTTP/") && url.protocol === "http:";
    const hint = isOther ? `: if ${server} speaks TLS, use https:// in the base URL, otherwise check its port` : "";
    return fail("transport", NOT_HTTP + hint, true);
  }
  if (/bad port/.test(message)) {
    return new Failure(
      "configuration",
      "not_sent",
      `${noConnection}fetch blocks this port: give the server another one`,
      { cause },
    );
  }
  // All that Node's fetch says of a 407; what its proxies say of one that answers a CONNECT.
  if (message === " fetch failed " && !code && wasSent !== false) {
    const text = `the server or a proxy in between requires a proxy credential (407): if there is a proxy, set its credential where the proxy is configured`;
    return new Failure("status", "rejected", text, { status: 407, cause });
  }
  const [tunnel, refusal] = /Proxy response \((\d+)\)/.exec(message) ?? [];
  if (tunnel) {
    return refusal === "407"
      ? connect(`the proxy for ${server} requires a credential: set one where the proxy is configured`, true)
      : connect(`the proxy cannot reach ${server}: check the proxy, and the host and port of the base URL`);
  }
  if (code === "UND_ERR_CONNECT_TIMEOUT" || (code === "ETIMEDOUT" && syscall === "connect")) {
    const text = `connecting to ${server} took too long: check the host and port of the base URL, and any firewall or proxy in between`;
    return new Failure("timeout", "not_sent", text, { cause });
  }
  if (/^(ENOTFOUND|EAI_\w+)$/.test(code) || syscall === "getaddrinfo") {
    return connect(
      `${noConnection}the name of the host, or of a proxy in between, does not resolve; check the base URL and the network`,
    );
  }
  if (/^(ECONNREFUSED|ConnectionRefused)$/.test(code)) {
    return connect(`${noConnection}it was refused; is the server running there, and the base URL correct?`);
  }
  if (TLS.test(code) && (!wasSent || /CERT/.test(code))) {
    if (/WRONG_VERSION|PACKET_LENGTH|HTTP_REQUEST|EPROTO/.test(code)) {
      return connect(
        `the server at ${server} does not speak TLS, but probably plain HTTP: use http:// in the base URL, or the port for TLS`,
        true,
      );
    }
    if (/^ERR_SSL|^ERR_TLS_(?!CERT)/.test(code)) {
      const why =
        "the TLS handshake failed, because the TLS versions differ, the certificate is rejected, or the server requires a client certificate";
      return connect(`${noConnection}${why}; check the host in the base URL and the certificates`, true);
    }
    return connect(`${noConnection}its certificate ${certificateProblem(code)}`, true);
  }
  if (syscall === "connect") return connect(`${noConnection}check the base URL and the network`);
  if (wasSent === false) {
    const why =
      url.protocol === "https:"
        ? `the server at ${server} closed the connection during the TLS handshake: if it does not speak TLS, use http:// in the base URL`
        : `${noConnection}check the base URL and the network`;
    return connect(why);
  }
  return unknownFailure(cause, url);
}
