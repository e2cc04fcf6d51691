import { readStackSettings, withSalt } from "../../../src/engine/readStackSettings.ts";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { configKeys } from "../../../src/model/providerConfig.ts";
import { readProviderSettings } from "../../../src/pulumi/providerSettings.ts";
import { findCredentials, readConfigureFile } from "../../../src/signing/credentials.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { mutateText } from "../mutate.ts";
import type { Random } from "../Random.ts";

/** Occurs only in values, so that no message may hold it. */
const canary = "canary7f3a";
const settingsTexts = [
  `encryptionsalt: v1:abc:def\nconfig:\n  ncf:region: KR\n  orders:dsn:\n    secure: v1:def\n  orders:pw: ${canary}\n`,
  "secretsprovider: awskms://key\nconfig: {}\n",
  `config:\n  rel: r42\n  n: 12345678901234567890\n  ncf:rerun: '{"migrate":"${canary}"}'\n  o: { a: [1, 2, { b: ${canary} }] }\n`,
  "",
];
const iniTexts = [
  `[DEFAULT]\nncloud_access_key_id = A\nncloud_secret_access_key = ${canary}\n`,
  `ncloud_access_key_id = A\nncloud_secret_access_key=${canary}\n[team.prod]\nncloud_access_key_id = "B"\nncloud_secret_access_key = '${canary}'\n`,
  `; comment\r\n[default]\r\nncloud_access_key_id : A\r\n[other]\r\nncloud_access_key_id[] = B\r\n`,
];
const words = [
  "[",
  "]",
  "[DEFAULT]",
  "[__proto__]",
  "[constructor.prototype]",
  "[a.b]",
  "__proto__",
  "toString",
  "ncloud_access_key_id",
  "ncloud_secret_access_key",
  " = ",
  "=",
  ":",
  "\\",
  '"',
  "'",
  ";",
  "#",
  "config:",
  "secure:",
  "encryptionsalt:",
  "&a ",
  "*a",
  "<<: *a",
  "!!map ",
  "? ",
  "- ",
  "|\n",
  ">",
  "{",
  "}",
  "---\n",
  "...\n",
  "\n",
  "\n  ",
  "0x1F",
  "1e999",
  "null",
  "true",
  "[]=",
  "[]",
  "\ufeff",
];
const configValues = [
  "KR",
  "public",
  "v2.1",
  "http://127.0.0.1",
  "5",
  "1e9",
  "{",
  '{"a":"b"}',
  '{"__proto__":"b"}',
  "[]",
  "",
  canary,
  "\u001b[2J",
  "null",
  "true",
  "PT5S",
  "5s",
];

/** Settings of a stack, the configure file of Ncloud's tools, and the config of a provider. */
export const settings: FuzzTarget = {
  name: "settings and INI files",
  law: "read, or refused with a message that holds no value; nothing reaches an object's prototype; a salt that is added is found, and the config kept",
  open: async () => ({
    run(random): Problem {
      const problem = random.pick([wrongWithSettings, wrongWithIni, wrongWithConfig])(random);
      const leaked = Object.keys(Object.prototype);
      return (
        problem ?? (leaked.length === 0 ? undefined : `the prototype of objects has ${leaked.join(", ")}`)
      );
    },
  }),
};

function wrongWithSettings(random: Random): Problem {
  const text = mutateText(random.pick(settingsTexts), random, words, random.pick(settingsTexts));
  const read = attempt(() => readStackSettings(text, "Pulumi.dev.yaml"), "NCF_USAGE");
  if ("problem" in read) return read.problem === undefined ? undefined : `${read.problem} for ${shown(text)}`;
  const salted = attempt(() => readStackSettings(withSalt(text, "v1:x:y"), "Pulumi.dev.yaml"), "NCF_USAGE");
  if ("problem" in salted) return `no settings after a salt was added to ${shown(text)}`;
  if (salted.value.encryptionSalt !== "v1:x:y") return `the salt is lost in ${shown(text)}`;
  const [before, after] = [read.value.config, salted.value.config].map((config) => JSON.stringify(config));
  return before === after ? undefined : `the config ${before} became ${after} with a salt in ${shown(text)}`;
}

function wrongWithIni(random: Random): Problem {
  const text = mutateText(random.pick(iniTexts), random, words, random.pick(iniTexts));
  const profile = random.pick([
    undefined,
    "DEFAULT",
    "team.prod",
    "other",
    "__proto__",
    "toString",
    "a.b",
    "",
  ]);
  const pair = readConfigureFile(text, profile);
  for (const key of [pair?.accessKey, pair?.secretKey]) {
    if (key !== undefined && typeof key !== "string") return `a key is ${typeof key} in ${shown(text)}`;
  }
  const env = profile === undefined ? {} : { NCLOUD_PROFILE: profile };
  const found = attempt(
    () => findCredentials({ env, homeDir: "/home/u", readText: () => text }),
    "NCF_CREDENTIALS_MISSING",
    "NCF_CREDENTIALS_INVALID",
  );
  if ("problem" in found)
    return found.problem === undefined ? undefined : `${found.problem} for ${shown(text)}`;
  const { accessKey, secretKey } = found.value;
  return accessKey === pair?.accessKey && secretKey.reveal() === pair.secretKey
    ? undefined
    : `other credentials than the profile's in ${shown(text)}`;
}

function wrongWithConfig(random: Random): Problem {
  const config = Object.fromEntries(
    configKeys
      .filter(() => random.oneIn(3))
      .map((key) => [
        key,
        random.oneIn(4)
          ? mutateText(random.pick(configValues), random, words, canary)
          : random.pick(configValues),
      ]),
  );
  const { settings: read, reruns } = readProviderSettings(config, {});
  if (Object.values(reruns).some((token) => typeof token !== "string"))
    return `a token that is no string in ${shown(config)}`;
  const wrong = read.issues.find(
    ({ reason, hint }) => reason === "" || hint === "" || /\[object |undefined/.test(reason),
  );
  return wrong === undefined ? undefined : `says ${shown(wrong)} of ${shown(config)}`;
}

type Attempt<T> = { readonly value: T } | { readonly problem: string | undefined };

/** Calls a reader that may refuse with one of some codes, and never with a value in its message. */
function attempt<T>(read: () => T, ...codes: readonly string[]): Attempt<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (!NcfError.is(error) || !codes.includes(error.code)) throw error;
    return {
      problem: error.message.includes(canary)
        ? `the message holds a value: ${shown(error.message)}`
        : undefined,
    };
  }
}
