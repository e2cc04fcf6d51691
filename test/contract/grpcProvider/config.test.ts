import { describe, expect, test } from "vitest";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { SecretValue, UnknownValue, type ValueObject } from "../../../src/model/value.ts";
import { toWire } from "../../../src/pulumi/wire.ts";
import { StepFailure } from "../../support/ProviderClient.ts";
import { dummyKeys } from "../../support/signedFetch.ts";
import { failureOf, useScene } from "./scene.ts";

const scene = useScene();
const echo: ValueObject = { actionName: "echo" };

describe("the provider's config", () => {
  test("is returned with the credentials as secrets", async () => {
    const news = { region: "KR", accessKey: "AK", secretKey: "SK", version: "0.1.0" };
    expect(await scene.provider.checkConfig(news)).toEqual({
      inputs: { ...news, accessKey: new SecretValue("AK"), secretKey: new SecretValue("SK") },
      failures: [],
    });
  });

  test("may be unknown in a preview", async () => {
    const news = { endpoint: new UnknownValue(), secretKey: new SecretValue(new UnknownValue()) };
    expect(await scene.provider.checkConfig(news)).toEqual({ inputs: news, failures: [] });
  });

  test("with a misspelled key or a limit that cannot be used is refused, without its property", async () => {
    const { failures } = await scene.provider.checkConfig({ regoin: "KR", callsInFlight: "0", rerun: "x" });
    expect(failures).toEqual([
      expect.stringMatching(/^\|NCF_INPUT_INVALID: .*ncf:regoin.*\n {2}hint: did you mean ncf:region\?$/),
      expect.stringMatching(/^\|NCF_INPUT_INVALID: .*ncf:callsInFlight/),
      expect.stringMatching(/^\|NCF_INPUT_INVALID: .*ncf:rerun/),
    ]);
  });

  test("takes numbers and objects of a program as well as the strings of the stack's config", async () => {
    await scene.restart({ ...scene.config(), callsInFlight: 1, rerun: { one: "a" } });
    expect((await scene.provider.check("one", echo)).failures).toEqual([]);
    const created = await scene.provider.create("one", echo);
    await scene.restart({ ...scene.config(), rerun: { one: "b" } });
    expect((await scene.provider.diff("one", created, echo)).changes).toBe(true);
  });

  test("never replaces a provider, whatever changes", async () => {
    const diff = async (olds: ValueObject, news: ValueObject): Promise<messages.DiffResponse> =>
      scene.provider.call(
        "diffConfig",
        new messages.DiffRequest().setOldInputs(toWire(olds)).setNews(toWire(news)),
      );
    const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
    const same = await diff({ region: "KR", site: "public" }, { site: "public", region: "KR" });
    expect(same.getChanges()).toBe(DIFF_NONE);
    const other = await diff({ region: "KR" }, { region: "JPN" });
    expect(other.getChanges()).toBe(DIFF_SOME);
    expect(other.getReplacesList()).toEqual([]);
  });

  test("of this process takes precedence over the engine's", async () => {
    await scene.restart({ endpoint: "http://127.0.0.1:9" }, { endpoint: scene.emulator.url, ...dummyKeys });
    const { outputs } = await scene.provider.create("one", echo);
    expect(outputs["outcome"]).toBe("succeeded");
  });
});

describe("the protocol", () => {
  test("is agreed on by a handshake: secrets are kept, and previews are supported", async () => {
    expect((await scene.provider.handshake()).getAcceptSecrets()).toBe(true);
    const configured = await scene.provider.configure(scene.config());
    expect(configured.getAcceptsecrets()).toBe(true);
    expect(configured.getSupportspreview()).toBe(true);
  });

  test("can be attached to, as the engine does with a provider that runs already", async () => {
    await scene.provider.attach("127.0.0.1:1");
    await scene.provider.configure(scene.config());
    expect((await scene.provider.create("one", echo)).outputs["outcome"]).toBe("succeeded");
  });

  test.each([
    ["construct", new messages.ConstructRequest()],
    ["call", new messages.CallRequest()],
    ["getMapping", new messages.GetMappingRequest()],
    ["parameterize", new messages.ParameterizeRequest()],
  ])("%s is not supported", async (method, request) => {
    const { code } = await failureOf(scene.provider.call(method, request));
    expect(code).toBe(12);
  });

  test("refuses a function that does not exist", async () => {
    const failure = await failureOf(scene.provider.invoke("ncf:index:getNothing", {}));
    expect(failure).toBeInstanceOf(StepFailure);
    expect(failure.code).toBe(12);
    expect(failure.message).toContain("ncf:index:getNothing");
  });
});
