// What Prelo is measured against (`node bare-loop.mjs url requests concurrency [folder answers]`):
// undici and p-limit alone. Given a folder, it writes of each answer a text as long as Prelo's record of
// it, whole and flushed, in a file of its own, with Prelo's writer, so many answers to a subfolder, each
// before the next request takes its slot.
import pLimit from "p-limit";
import { Agent, request } from "undici";

const [url, requests, concurrency, folder, answers] = process.argv.slice(2);
const frontMatter = "-".repeat(400);

const { writeWhole } = await import("../dist/files/files.js");
const dispatcher = new Agent({ connections: Number(concurrency) });
const limit = pLimit(Number(concurrency));

async function ask(index) {
  const { body } = await request(`${url}/responses`, {
    dispatcher,
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer bench" },
    body: JSON.stringify({
      model: "bench",
      input: `Write about part ${index}.`,
      max_output_tokens: 2048,
    }),
  });
  const reply = await body.json();
  const file = `${folder}/${Math.floor(index / Number(answers))}/${index}.md`;
  if (folder) {
    await writeWhole(file, frontMatter + reply.output[0].content[0].text);
  }
}

await Promise.all(Array.from({ length: Number(requests) }, (_, index) => limit(ask, index)));
await dispatcher.close();
