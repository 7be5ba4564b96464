// Calls Ims through the vendor's npm package. Each line that comes in is {operation, request, signature} with wire names;
// each that goes out is {answer} or {error}. Only endpoint, protocol and key are ours.
import readline from "node:readline";
import * as dara from "@darabonba/typescript";
import core from "@alicloud/openapi-core";
import ims from "@alicloud/ims20190815";

function client(signature) {
  const config = new core.$OpenApiUtil.Config({
    accessKeyId: process.env.MUSTER_KEY_ID,
    accessKeySecret: process.env.MUSTER_KEY_SECRET,
    endpoint: process.env.MUSTER_ENDPOINT,
    protocol: "HTTP",
  });
  if (signature) config.signatureAlgorithm = signature;
  return new ims.default(config);
}

async function call({ operation, request, signature }) {
  const name = operation[0].toLowerCase() + operation.slice(1);
  const model = ims[`${operation}Request`];
  const response = await client(signature)[name](...(model ? [dara.cast(request, new model({}))] : []));
  return { status: response.statusCode, answer: response.body.toMap() };
}

function failure({ code, message, statusCode, description, name }) {
  return { error: { code, message, status: statusCode, description, name } };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await call(JSON.parse(line)).catch(failure)));
}
