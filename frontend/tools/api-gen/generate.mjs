// Makes the web app's types from the API's description. Headers stay out: ifMatch() and idempotent() give them.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";

const here = new URL(".", import.meta.url);
const description = JSON.parse(await readFile(new URL("../../../openapi/lyceum.json", here), "utf8"));
for (const operations of Object.values(description.paths)) {
  for (const operation of Object.values(operations)) {
    operation.parameters = operation.parameters?.filter((parameter) => parameter.in !== "header");
  }
}
const types = await openapiTS(description);
await writeFile(new URL("../../src/api/schema.d.ts", here), COMMENT_HEADER + astToString(types));
