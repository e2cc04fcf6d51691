import { once } from "node:events";
import { createServer } from "node:http";
import { encodings } from "./encodings.js";
import { secrets, witness } from "./secrets.js";

/** Longest text that an action returns in one error: longer ones are cut before they are shown. */
const longestError = 5500;
/** Longer than the time between two looks at the processes. */
const shortestCallMs = 350;
/** How long the service waits for calls that do not come. */
const idleMs = 30_000;

/**
 * A way in which a secret comes back to who sent it.
 * @typedef {"result" | "facts" | "error" | "logs" | "refusal" | "redirect" | "garbage" | "gateway" | "pending" | "schema" | "check"} ReturnPath
 */

/** @type {readonly ReturnPath[]} */
export const returnPaths = [
  "result",
  "facts",
  "error",
  "logs",
  "refusal",
  "redirect",
  "garbage",
  "gateway",
  "pending",
  "schema",
  "check",
];

/** @param {import("./secrets.js").LeakSecret} secret @returns {readonly string[]} */
function formsOf({ texts }) {
  return texts.flatMap((text) => Object.values(encodings).flatMap((write) => write(text)));
}

/** All secrets that fit into what is shown of a message of the API, as they are. */
const allTexts = secrets
  .filter(({ kind }) => kind !== "long")
  .flatMap(({ texts }) => texts)
  .join(" ");

/**
 * All forms of a secret, in so many errors that each is shown whole.
 * @param {import("./secrets.js").LeakSecret} secret
 */
export function errorsOf(secret) {
  /** @type {string[]} */
  const errors = [];
  for (const form of formsOf(secret)) {
    const last = errors.at(-1);
    if (last === undefined || last.length + form.length > longestError) errors.push(form);
    else errors[errors.length - 1] = `${last} | ${form}`;
  }
  return errors;
}

/**
 * Starts a Cloud Functions API on loopback whose every action gives away the secrets that it was sent. The name of the action says how,
 * and which: `error-pem-0` one of them in all its forms, `refusal-all` all of them as they are. `error-witness` fails with a text that is no secret.
 */
export async function startService() {
  let calls = 0;
  let opensAt = 0;
  let lastAt = 0;
  const isOpen = () => calls >= opensAt || Date.now() - lastAt > idleMs;
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => void answer(request, response));
  });

  /**
   * @param {import("node:http").IncomingMessage} request
   * @param {import("node:http").ServerResponse} response
   */
  async function answer({ method, url = "" }, response) {
    const [, name = "", rest = ""] = /\/actions\/([\w-]+)([^?]*)/.exec(url) ?? [];
    const [path = "", kind = "", number = "0"] = name.split("-");
    const secret = secrets.find((one) => one.kind === kind);
    const raw = kind === "witness" ? witness : allTexts;
    const text = secret === undefined ? raw : (errorsOf(secret)[Number(number)] ?? raw);
    if (method === "POST") {
      calls += 1;
      lastAt = Date.now();
      // A caller's processes can be seen while they wait.
      await pause(shortestCallMs);
      while (!isOpen()) await pause(25);
      opensAt = 0;
    }
    const id =
      calls.toString(16).padStart(6, "0") + Buffer.from(name).toString("hex").padEnd(26, "0").slice(0, 26);
    send(response, method === "POST" ? posted(path, { raw, text, id }) : read(path, rest, { raw, text, id }));
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    /** Number of calls so far. */
    calls: () => calls,
    /** Responds to none of the next calls before so many are there: the first failure ends a deployment. @param {number} count */
    expect: (count) => {
      [opensAt, lastAt] = [calls + count, Date.now()];
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/**
 * @typedef {{ status: number, body: unknown, headers?: Record<string, string>, reason?: string }} Answer
 * @typedef {{ raw: string, text: string, id: string }} Told
 */

/** @param {string} path @param {Told} told @returns {Answer} */
function posted(path, { raw, text, id }) {
  const run = (
    /** @type {boolean} */ success,
    /** @type {unknown} */ result,
    /** @type {object} */ facts = {},
  ) => ({
    status: 200,
    body: {
      content: {
        activationId: id,
        ...facts,
        response: { result, success, status: success ? "success" : "application error" },
      },
    },
  });
  switch (path) {
    case "facts":
      return {
        status: 200,
        body: {
          content: {
            activationId: id,
            name: raw,
            namespace: raw,
            subject: raw,
            response: { result: {}, success: true, status: raw },
          },
        },
      };
    case "error":
    case "check":
      return run(false, { error: text });
    case "logs":
      return run(false, { error: "see the logs" });
    case "refusal":
      return {
        status: 400,
        body: { error: { errorCode: "80000", message: text, details: text } },
        reason: Buffer.from(raw).toString("base64").slice(0, 200),
      };
    case "redirect":
      return {
        status: 302,
        body: raw,
        headers: { location: `http://127.0.0.1:9/${encodeURIComponent(raw)}` },
      };
    case "garbage":
      return { status: 200, body: `<html>${raw}</html>` };
    case "gateway":
      return { status: 502, body: { error: text } };
    case "pending":
      return { status: 202, body: { content: { activationId: id } } };
    case "schema":
      return run(true, { [raw]: raw });
    default:
      return run(true, { text, raw, [raw]: 1 });
  }
}

/** @param {string} path @param {string} rest @param {Told} told @returns {Answer} */
function read(path, rest, { raw, text, id }) {
  const isList = rest === "/activations";
  if (path === "pending") return { status: 404, body: { error: { errorCode: "80302", message: text } } };
  if (path === "gateway")
    return { status: 400, body: { error: { errorCode: "80001", message: text, details: raw } } };
  if (isList) return { status: 200, body: { content: { activations: [], totalCount: 0 } } };
  const { body } = posted(path, { raw, text, id });
  const { content } = /** @type {{ content: object }} */ (body);
  const logs = path === "logs" ? text.split(" | ").flatMap((line) => line.split("\n")) : [`a line ${raw}`];
  return { status: 200, body: { content: { ...content, logs } } };
}

/** @param {import("node:http").ServerResponse} response @param {Answer} answer */
function send(response, { status, body, headers = {}, reason }) {
  const isText = typeof body === "string";
  response.writeHead(status, reason, {
    "content-type": isText ? "text/html" : "application/json",
    ...headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}

/** @param {number} ms */
function pause(ms) {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
