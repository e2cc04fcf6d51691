/**
 * One call by the npm client of Apache OpenWhisk with its retry on, by the numbers of its page. It has no deadline of its own. An adapter gives
 * its requests the address and the signature of Post Action and takes the record out of `content`; a record without success fails.
 */
import { createHmac } from "node:crypto";
import openwhisk from "openwhisk";

const { URL: apihost, TARGET, TARGET_BEFORE, BODY, NCLOUD_ACCESS_KEY, NCLOUD_SECRET_KEY } = process.env;

if (TARGET_BEFORE !== undefined) await invoke(TARGET_BEFORE, {});
const record = await invoke(TARGET, JSON.parse(BODY));
if (record?.response?.success !== true) throw new Error("there is no success in the answer");

async function invoke(target, params) {
  const { actions } = openwhisk({ apihost, api_key: "not:used", namespace: "_", retry: { retries: 2 } });
  const { client } = actions;
  const paramsOf = client.params.bind(client);
  client.params = async (method, path, options) => {
    const request = await paramsOf(method, path, options);
    return {
      ...request,
      url: apihost + target,
      qs: undefined,
      headers: { ...request.headers, ...signed(method, target) },
    };
  };
  const answer = await actions.invoke({ name: "adapted", blocking: true, params });
  return answer?.content ?? answer;
}

function signed(method, target) {
  const timestamp = String(Date.now());
  const text = `${method} ${target}\n${timestamp}\n${NCLOUD_ACCESS_KEY}`;
  return {
    "x-ncp-apigw-timestamp": timestamp,
    "x-ncp-iam-access-key": NCLOUD_ACCESS_KEY,
    "x-ncp-apigw-signature-v2": createHmac("sha256", NCLOUD_SECRET_KEY).update(text).digest("base64"),
  };
}
