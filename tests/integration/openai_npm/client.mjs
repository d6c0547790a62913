// Asks the service at BASE_URL through OpenAI's client, and prints what the client returned.
import OpenAI from "openai";

const { BASE_URL, QUESTION } = process.env;
const client = new OpenAI({ baseURL: BASE_URL, apiKey: "none", maxRetries: 0 });
const model = "citeqa";
const messages = [{ role: "user", content: QUESTION }];

async function gathered(stream) {
  const all = [];
  for await (const each of stream) all.push(each);
  return all;
}

async function refused(promise) {
  try {
    await promise;
  } catch (error) {
    const { name, status, code, param, type } = error;
    return { name: error.constructor.name, status, code, param, type };
  }
  return null;
}

const models = await gathered(client.models.list());
const chat = await client.chat.completions.create({ model, messages });
const chunks = await gathered(
  await client.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  }),
);
const response = await client.responses.create({ model, input: QUESTION });
const events = await gathered(
  await client.responses.create({ model, input: QUESTION, stream: true }),
);
const unknown = await refused(client.chat.completions.create({ model: "gpt-4o", messages }));
const several = await refused(client.chat.completions.create({ model, messages, n: 2 }));

// The indices count code points; a string of JavaScript has UTF-16 units.
const points = [...chat.choices[0].message.content];
const cited = chat.choices[0].message.annotations
  .filter((each) => each.type === "url_citation")
  .map(({ url_citation: at }) => points.slice(at.start_index, at.end_index).join(""));

console.log(
  JSON.stringify({ models, chat, chunks, response, events, unknown, several, cited }),
);
