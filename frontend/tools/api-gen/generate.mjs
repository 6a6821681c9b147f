// Makes the types of the web app and of the console from their APIs' descriptions. Headers stay out: ifMatch() and idempotent() give them.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const here = new URL(".", import.meta.url);

async function generate(from, to) {
  const description = JSON.parse(await readFile(new URL(`../../../openapi/${from}`, here), "utf8"));
  for (const operations of Object.values(description.paths)) {
    for (const operation of Object.values(operations)) {
      operation.parameters = operation.parameters?.filter((parameter) => parameter.in !== "header");
    }
  }
  const types = await openapiTS(description);
  await writeFile(new URL(`../../src/${to}`, here), COMMENT_HEADER + astToString(types));
}

await generate("lyceum.json", "api/schema.d.ts");
await generate("console.json", "console/schema.d.ts");
