import { redact } from "../diagnostics/safeText.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { InvocationState } from "../resource/state.ts";
import type { StepResult, Lifecycle } from "../resource/lifecycle.ts";
import { splitHiddenInputs } from "../resource/splitHiddenInputs.ts";
import { providerText } from "./providerText.ts";
import { secretWireForm } from "./secretWireForm.ts";
import { textsAt } from "./textsAt.ts";

// What may repeat a param or a trigger, or lets a short one be guessed.
const secretWith = {
  secretParams: ["result", "fingerprint"],
  secretTriggers: ["fingerprint"],
} as const satisfies Readonly<Record<string, readonly (keyof InvocationState)[]>>;

const longestText = 8000;

/** A provider as Pulumi's dynamic provider process calls it. */
export interface DynamicFront {
  readonly configure: (request: { readonly config: ConfigReader }) => Promise<void>;
  readonly check: (
    olds: JsonObject,
    news: JsonObject,
  ) => Promise<{ inputs: JsonObject; failures: Failure[] }>;
  readonly diff: (id: string, olds: JsonObject, news: JsonObject) => Promise<{ changes: boolean }>;
  readonly create: (news: JsonObject) => Promise<{ id: string; outs: JsonObject }>;
  readonly read: (id: string, props: JsonObject) => Promise<{ id: string; props: JsonObject }>;
  readonly update: (id: string, olds: JsonObject, news: JsonObject) => Promise<{ outs: JsonObject }>;
  readonly delete: (id: string, props: JsonObject) => Promise<void>;
}

/** A stack's config, as the provider process gives it. */
export interface ConfigReader {
  readonly get: (key: string) => string | undefined;
}

interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What the front works with. */
export interface DynamicFrontParts {
  readonly lifecycle: Lifecycle;
  /** Takes over a stack's config. Called before anything else, and must not wait. */
  readonly configure: (get: (key: string) => string | undefined) => void;
  /** Secrets that must not be printed, beside those in the inputs at hand. */
  readonly secrets: () => readonly string[];
}

/**
 * The front of the lifecycle for Pulumi's dynamic provider process: marks secrets, turns kept failures into partial ones, and
 * is the one place where an error's text is printed and so redacted.
 */
export function dynamicFront({ lifecycle, configure, secrets }: DynamicFrontParts): DynamicFront {
  return {
    async configure({ config }) {
      configure((key) => config.get(key));
    },

    async check(_olds, news) {
      const clean = redactor(news);
      // `property` stays empty: the engine would print the value of the input that it names.
      const failures = lifecycle.check(news).map(({ code, pointer, reason, hint }) => ({
        property: "",
        reason: clean(`${code}: ${pointer === "" ? "" : `${pointer}: `}${reason}\n  hint: ${hint}`),
      }));
      return { inputs: news, failures };
    },

    async diff(_id, olds, news) {
      return { changes: lifecycle.diff(olds, news) };
    },

    async create(news) {
      const { state } = await guard(news, async () => keep(await lifecycle.create(news), news));
      return { id: state.activationId, outs: toProps(state, news) };
    },

    async update(_id, olds, news) {
      const { state } = await guard(news, async () => keep(await lifecycle.update(olds, news), news));
      return { outs: toProps(state, news) };
    },

    async read(id, props) {
      const state = await guard(props, () => lifecycle.read(id, props));
      return {
        id: typeof props["activationId"] === "string" ? id : state.activationId,
        props: toProps(state, props),
      };
    },

    delete(_id, props) {
      return guard(props, () => lifecycle.delete(props));
    },
  };

  /** Runs a step, and takes secrets out of the message that it may fail with. */
  async function guard<T>(news: JsonObject, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (error instanceof Error) {
        const clean = redactor(news);
        error.message = clean(error.message);
        // It may have been written already, with the message as it was.
        error.stack = clean(error.stack ?? "");
      }
      throw error;
    }
  }

  function redactor(news: JsonObject): (text: string) => string {
    const { secretParams, secretTriggers, inputs } = splitHiddenInputs(news);
    const inInputs = [
      ...textsAt(inputs["params"], secretParams),
      ...textsAt(inputs["triggers"], secretTriggers),
    ];
    // Cut only now: a cut through a secret would leave its beginning.
    return (text) => clip(redact(text, [...secrets(), ...inInputs]));
  }
}

/** An action's error may be as long as its result, 1 MiB. */
function clip(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}

/** Turns what failed and is to be kept into the partial failure that the provider process knows: an error with an id. */
function keep(kept: StepResult, news: JsonObject): StepResult {
  if (kept.error === undefined) return kept;
  throw new PartialFailure(kept.error.message, kept.state.activationId, toProps(kept.state, news));
}

/** An error that the provider process reports as "there is a resource, and it is not well". */
class PartialFailure extends Error {
  readonly id: string;
  readonly properties: JsonObject;

  constructor(message: string, id: string, props: JsonObject) {
    super(message);
    this.id = id;
    // The host adds the provider's text to what a step returns, and not to this.
    this.properties = { ...props, __provider: providerText };
  }

  /** What the engine prints and keeps; the message as it is by then, without secrets. */
  get reasons(): readonly string[] {
    return [this.message];
  }
}

/** The outputs as they go to the engine: JSON and nothing else, secrets marked. */
function toProps(state: InvocationState, source: JsonObject): JsonObject {
  const plain = JSON.parse(JSON.stringify(state)) as Record<string, Json>;
  const props = { ...plain };
  for (const [pointers, names] of Object.entries(secretWith)) {
    if (source[pointers] === undefined) continue;
    for (const name of names) if (plain[name] !== undefined) props[name] = secretWireForm(plain[name]);
    // A later refresh sees only outputs, and may be the first to see the result.
    props[pointers] = source[pointers];
  }
  return props;
}
