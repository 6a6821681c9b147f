// Holds the requests that the product sends against the types of Stripe's own library, and against Stripe's OpenAPI document as
// far as it knows them. The tests of the crate `billing_stripe` keep what they sent:
//
//   LYCEUM_STRIPE_REQUESTS=folder cargo test --workspace --test stripe && node requests.mjs folder

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Every request that may be sent: its method, its path, and the type of its parameters. */
export const endpoints = [
  ['GET', '/v1/billing_portal/configurations', 'BillingPortal.ConfigurationListParams'],
  ['POST', '/v1/billing_portal/configurations', 'BillingPortal.ConfigurationCreateParams'],
  ['POST', '/v1/billing_portal/configurations/{}', 'BillingPortal.ConfigurationUpdateParams'],
  ['POST', '/v1/billing_portal/sessions', 'BillingPortal.SessionCreateParams'],
  ['POST', '/v1/checkout/sessions', 'Checkout.SessionCreateParams'],
  ['GET', '/v1/checkout/sessions/{}', 'Checkout.SessionRetrieveParams'],
  ['POST', '/v1/checkout/sessions/{}/expire', 'Checkout.SessionExpireParams'],
  ['GET', '/v1/customers', 'CustomerListParams'],
  ['POST', '/v1/customers', 'CustomerCreateParams'],
  ['GET', '/v1/customers/{}', 'CustomerRetrieveParams'],
  ['GET', '/v1/invoices', 'InvoiceListParams'],
  ['POST', '/v1/invoices/create_preview', 'InvoiceCreatePreviewParams'],
  ['GET', '/v1/prices', 'PriceListParams'],
  ['POST', '/v1/prices', 'PriceCreateParams'],
  ['GET', '/v1/prices/{}', 'PriceRetrieveParams'],
  ['POST', '/v1/prices/{}', 'PriceUpdateParams'],
  ['POST', '/v1/products', 'ProductCreateParams'],
  ['GET', '/v1/products/{}', 'ProductRetrieveParams'],
  ['POST', '/v1/products/{}', 'ProductUpdateParams'],
  ['POST', '/v1/subscription_schedules', 'SubscriptionScheduleCreateParams'],
  ['POST', '/v1/subscription_schedules/{}', 'SubscriptionScheduleUpdateParams'],
  ['POST', '/v1/subscription_schedules/{}/release', 'SubscriptionScheduleReleaseParams'],
  ['GET', '/v1/subscriptions', 'SubscriptionListParams'],
  ['GET', '/v1/subscriptions/{}', 'SubscriptionRetrieveParams'],
  ['POST', '/v1/subscriptions/{}', 'SubscriptionUpdateParams'],
  ['DELETE', '/v1/subscriptions/{}', 'SubscriptionCancelParams'],
]

/** What the OpenAPI document does not know, being older than the library. */
const newer = new Set(['POST /v1/invoices/create_preview', 'POST /v1/subscription_schedules/{} phases[] duration'])

const here = import.meta.dirname
if (process.argv[1] === fileURLToPath(import.meta.url)) check(process.argv[2])

function check(folder) {
  const sent = distinct(readdirSync(folder).flatMap((file) => JSON.parse(readFileSync(join(folder, file), 'utf8'))))
  const faults = [...missing(sent), ...versions(sent), ...byDocument(sent), ...byTypes(sent)]
  if (!faults.length) faults.push(...overlooked(sent))
  for (const fault of faults) console.error(fault)
  console.log(`${sent.length} different requests to ${endpoints.length} endpoints: ${faults.length || 'no'} faults`)
  process.exit(faults.length ? 1 : 0)
}

/** One request of each shape. Those without a version are the tests' own doing. */
function distinct(requests) {
  const found = new Map()
  for (const { method, path, params, api_version: version } of requests.filter((it) => it.api_version)) {
    const endpoint = endpoints.find(([of, pattern]) => of === method && pathFits(pattern, path))
    const values = decoded(params ?? {})
    const shape = JSON.stringify([method, endpoint?.[1] ?? path, values]).replace(/_[0-9a-f]{16,}|\d{3,}/g, '#')
    if (!found.has(shape)) found.set(shape, { method, path, endpoint, values, version })
  }
  return [...found.values()]
}

/** Whether a path is of a pattern; an endpoint without an id comes first. */
function pathFits(pattern, path) {
  if (pattern.endsWith('{}') && endpoints.some(([, other]) => other === path)) return false
  return new RegExp(`^${pattern.replaceAll('{}', '[^/]+')}$`).test(path)
}

/** Texts of a form as values: lists are groups of numbers; metadata is always text. */
function decoded(value, name) {
  if (typeof value === 'string') {
    if (name !== 'metadata' && /^(true|false|-?\d+)$/.test(value)) return JSON.parse(value)
    return value
  }
  const inside = Object.entries(value ?? {})
  if (inside.length && inside.every(([key]) => /^\d+$/.test(key))) {
    return inside.sort(([one], [other]) => one - other).map(([, of]) => decoded(of, name))
  }
  return Object.fromEntries(inside.map(([key, of]) => [key, decoded(of, name === 'metadata' ? name : key)]))
}

function missing(sent) {
  const unknown = sent.filter(({ endpoint }) => !endpoint).map(({ method, path }) => `${method} ${path}: not among the endpoints`)
  const unmet = endpoints.filter((endpoint) => !sent.some((it) => it.endpoint === endpoint))
  return [...unknown, ...unmet.map(([method, path]) => `${method} ${path}: no test sends it`)]
}

function versions(sent) {
  const wanted = readFileSync(join(here, 'node_modules', 'stripe', 'esm', 'apiVersion.js'), 'utf8').match(/'(\d{4}-\d{2}-\d{2}\.\w+)'/)[1]
  return [...new Set(sent.map(({ version }) => version))].filter((it) => it !== wanted).map((it) => `version ${it} is sent, ${wanted} is checked`)
}

function byDocument(sent) {
  const known = JSON.parse(readFileSync(join(here, 'parameters.json'), 'utf8'))
  const faults = new Set()
  const met = new Set()
  const say = (what) => (newer.has(what) ? met.add(what) : faults.add(`${what}: not in Stripe's OpenAPI document`))
  const walk = (at, values, names) => {
    for (const [name, value] of Object.entries(values)) {
      const inside = Array.isArray(values) ? names['[]'] : (names[name] ?? names['*'])
      const place = Array.isArray(values) ? `${at}[]` : `${at} ${name}`
      if (!inside) say(place)
      else if (value && typeof value === 'object') walk(place, value, inside)
      // the library's types let any word pass
      else if (inside['=']?.includes(String(value)) === false) say(`${place} = ${value}`)
    }
  }
  for (const { endpoint, values } of sent.filter(({ endpoint }) => endpoint)) {
    const [method, path] = endpoint
    const names = known[`${method} ${path}`]
    if (names) walk(`${method} ${path}`, values, names)
    else say(`${method} ${path}`)
  }
  return [...faults, ...[...newer].filter((it) => !met.has(it)).map((it) => `${it}: is said to be newer, and is not`)]
}

/** A check that cannot fail is none: each name of each request is misspelled in turn, and the compiler must notice. */
function overlooked(sent) {
  const wrong = sent.flatMap((request) => misspellings(request.values).map((values) => ({ ...request, values })))
  const noticed = byTypes(wrong).filter((it) => it.includes('Misspelled'))
  return noticed.length >= wrong.length ? [] : [`${wrong.length} names were misspelled, and ${noticed.length} noticed`]
}

function misspellings(values) {
  if (Array.isArray(values)) return values.flatMap((value, at) => misspellings(value).map((wrong) => values.with(at, wrong)))
  if (!values || typeof values !== 'object') return []
  return Object.entries(values)
    .filter(([name]) => name !== 'metadata')
    .flatMap(([name, value]) => {
      const { [name]: _, ...others } = values
      const wrong = misspellings(value).map((inside) => ({ ...others, [name]: inside }))
      // names of currencies are free
      return name.length === 3 ? wrong : [{ ...others, [`${name}Misspelled`]: value }, ...wrong]
    })
}

function byTypes(sent) {
  const constants = sent
    .filter(({ endpoint }) => endpoint)
    .map(({ method, path, endpoint, values }, number) =>
      `// ${method} ${path}\nexport const request_${number}: Stripe.${endpoint[2]} = ${JSON.stringify(values, null, 2)}`)
  const folder = mkdtempSync(join(here, 'node_modules', '.requests-'))
  try {
    const file = join(folder, 'requests.ts')
    writeFileSync(file, `import Stripe from 'stripe'\n${constants.join('\n\n')}\n`)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--ignoreConfig']
    const compiler = spawnSync(join(here, 'node_modules', '.bin', 'tsc'), [...options, file], { encoding: 'utf8' })
    const lines = readFileSync(file, 'utf8').split('\n')
    const said = compiler.stdout.split('\n').filter(Boolean)
    // the file is gone when somebody reads this: say which request each line is about
    const named = said.map((line) => {
      const at = Number(/requests\.ts\((\d+)/.exec(line)?.[1] ?? 0)
      const request = lines.slice(0, at).findLast((it) => it.startsWith('// ')) ?? ''
      return `${request.slice(3)}${at ? ` near ${lines[at - 1].trim()}` : ''}: ${line.replace(/^.*?error /, '')}`
    })
    return compiler.status === 0 || named.length ? named : [`tsc ended with ${compiler.status}: ${compiler.stderr}`]
  } finally {
    rmSync(folder, { recursive: true })
  }
}
