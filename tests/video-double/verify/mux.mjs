// What is sent to Mux, by Mux's OpenAPI document and by the types of its own library; tokens and messages, by that library.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, verify } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const here = import.meta.dirname

/** Every request that may be sent: its method, its path, and the type of its body. */
export const endpoints = [
  ['POST', '/video/v1/uploads', 'UploadCreateParams'],
  ['GET', '/video/v1/uploads/{}'],
  ['PUT', '/video/v1/uploads/{}/cancel'],
  ['POST', '/video/v1/assets', 'AssetCreateParams'],
  ['GET', '/video/v1/assets/{}'],
  ['DELETE', '/video/v1/assets/{}'],
  ['PUT', '/video/v1/assets/{}/master-access', 'AssetUpdateMasterAccessParams'],
]

/** What the document does not know, being older than the library: its types hold these. */
const newer = new Set([
  'POST /video/v1/uploads new_asset_settings playback_policies',
  'POST /video/v1/uploads new_asset_settings video_quality',
  'POST /video/v1/uploads new_asset_settings meta',
  'POST /video/v1/assets inputs',
  'POST /video/v1/assets playback_policies',
  'POST /video/v1/assets video_quality',
  'POST /video/v1/assets meta',
])

export function checkRequests(requests) {
  const sent = distinct(requests.filter(({ host }) => host === 'mux'))
  const faults = [...missing(sent), ...byDocument(sent), ...byTypes(sent)]
  if (!faults.length) faults.push(...overlooked(sent))
  return { count: sent.length, faults }
}

/** One request of each shape. */
function distinct(requests) {
  const found = new Map()
  for (const { method, path, query, headers, body } of requests) {
    const endpoint = endpoints.find(([of, pattern]) => of === method && new RegExp(`^${pattern.replaceAll('{}', '[\\w-]+')}$`).test(path))
    const kind = Object.fromEntries(headers)['content-type']
    const shape = JSON.stringify([method, endpoint?.[1] ?? path, query, body, kind])
    if (!found.has(shape)) found.set(shape, { method, path, query, endpoint, body, kind })
  }
  return [...found.values()]
}

function missing(sent) {
  const unknown = sent.filter(({ endpoint, query }) => !endpoint || query).map(({ method, path }) => `${method} ${path}: not among the endpoints`)
  const unmet = endpoints.filter((endpoint) => !sent.some((it) => it.endpoint === endpoint)).map(([method, path]) => `${method} ${path}: no test sends it`)
  const untyped = sent.filter(({ body, kind }) => body && kind !== 'application/json').map(({ method, path }) => `${method} ${path}: is not sent as JSON`)
  return [...unknown, ...unmet, ...untyped]
}

function byDocument(sent) {
  const known = JSON.parse(readFileSync(join(here, 'mux-openapi.json'), 'utf8'))
  const [faults, met] = [new Set(), new Set()]
  const fits = (at, value, schema) => {
    const type = Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value
    if (schema.type && schema.type !== type) return faults.add(`${at}: is ${type}, not ${schema.type}`)
    if (schema.enum?.includes(value) === false) faults.add(`${at}: ${value} is none of ${schema.enum}`)
    if (value < schema.minimum || value > schema.maximum) faults.add(`${at}: ${value} is out of bounds`)
    for (const name of schema.required ?? []) if (!(name in value)) faults.add(`${at} ${name}: is missing`)
    if (type === 'array') value.forEach((item) => fits(`${at}[]`, item, schema.items ?? {}))
    if (type !== 'object') return
    for (const [name, inside] of Object.entries(value)) {
      const place = `${at} ${name}`
      if (schema.properties?.[name]) fits(place, inside, schema.properties[name])
      else if (newer.has(place)) met.add(place)
      else faults.add(`${place}: not in Mux's OpenAPI document`)
    }
  }
  for (const { endpoint, body } of sent.filter(({ endpoint }) => endpoint)) {
    const [method, path] = endpoint
    const schema = known[`${method} ${path}`]
    if (schema && body) fits(`${method} ${path}`, body, schema)
    else if (schema || body) faults.add(`${method} ${path}: ${body ? 'has a body' : 'has none'}`)
  }
  return [...faults, ...[...newer].filter((it) => !met.has(it)).map((it) => `${it}: is said to be newer, and is not met`)]
}

function byTypes(sent) {
  const typed = sent.filter(({ endpoint, body }) => endpoint?.[2] && body)
  return compiled(typed.map(({ endpoint, body }) => [endpoint[2], body, `${endpoint[0]} ${endpoint[1]}`]))
}

/** A check that cannot fail is none: each name of each request is misspelled in turn, and the compiler must notice. */
function overlooked(sent) {
  const wrong = sent.filter(({ body }) => body).flatMap((request) => misspellings(request.body).map((body) => ({ ...request, body })))
  const noticed = byTypes(wrong).filter((it) => it.includes('Misspelled'))
  return wrong.length && noticed.length >= wrong.length ? [] : [`${wrong.length} names were misspelled, and ${noticed.length} noticed`]
}

function misspellings(values) {
  if (Array.isArray(values)) return values.flatMap((value, at) => misspellings(value).map((wrong) => values.with(at, wrong)))
  if (!values || typeof values !== 'object') return []
  return Object.entries(values).flatMap(([name, value]) => {
    const { [name]: _, ...others } = values
    return [{ ...others, [`${name}Misspelled`]: value }, ...misspellings(value).map((inside) => ({ ...others, [name]: inside }))]
  })
}

/** What the compiler says of values that should be of a type of the library. */
export function compiled(values) {
  const constants = values.map(([type, value, name], number) => `// ${name}\nexport const it_${number}: Mux.Video.${type} = ${JSON.stringify(value, null, 2)}`)
  const folder = mkdtempSync(join(here, 'node_modules', '.requests-'))
  try {
    const file = join(folder, 'requests.ts')
    writeFileSync(file, `import Mux from '@mux/mux-node'\n${constants.join('\n\n')}\n`)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022', '--types', 'node', '--ignoreConfig']
    const compiler = spawnSync(join(here, 'node_modules', '.bin', 'tsc'), [...options, file], { encoding: 'utf8' })
    const lines = readFileSync(file, 'utf8').split('\n')
    const named = compiler.stdout.split('\n').filter(Boolean).map((line) => {
      const at = Number(/requests\.ts\((\d+)/.exec(line)?.[1] ?? 0)
      const which = lines.slice(0, at).findLast((it) => it.startsWith('// ')) ?? ''
      return `${which.slice(3)}: ${line.replace(/^.*?error /, '')}`
    })
    return compiler.status === 0 || named.length ? named : [`tsc ended with ${compiler.status}: ${compiler.stderr}`]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

export const opened = (token) => token.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))

export function isSigned(token, key) {
  const [head, claims, signature] = token.split('.')
  const publicKey = createPublicKey(createPrivateKey(Buffer.from(key, 'base64')))
  return verify('RSA-SHA256', Buffer.from(`${head}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))
}

/** Our tokens say what those of Mux's library say, and are signed alike: RS256 signs the same bytes the same way. */
export async function checkTokens(Mux, kept) {
  const mux = new Mux({ jwtSigningKey: kept.key_id, jwtPrivateKey: kept.private_key, tokenId: 'a', tokenSecret: 'b' })
  for (const [name, type] of [['video', 'video'], ['thumbnail', 'thumbnail'], ['storyboard', 'storyboard']]) {
    const ours = kept[name]
    const theirs = await mux.jwt.signPlaybackId(kept.playback_id, { type, expiration: '10m' })
    const [[ourHead, ourClaims], [theirHead, theirClaims]] = [opened(ours), opened(theirs)]
    assert.deepEqual(ourHead, theirHead)
    assert.deepEqual({ ...ourClaims, exp: 0 }, { ...theirClaims, exp: 0 })
    assert.equal(ourClaims.exp, kept.exp)
    assert.ok(isSigned(ours, kept.private_key) && isSigned(theirs, kept.private_key))
    assert.ok(!isSigned(`${ours.slice(0, -8)}AAAAAAAA`, kept.private_key))
  }
}

/** Mux's library takes the signature that `video_remote` takes, and refuses what it refuses. */
export async function checkMessage(Mux, { secret, header, body, now }) {
  const mux = new Mux({ tokenId: 'a', tokenSecret: 'b', webhookSecret: secret })
  const clock = Date.now
  const at = (seconds) => (Date.now = () => (now + seconds) * 1_000)
  const read = (sent, signature) => mux.webhooks.unwrap(sent, { 'mux-signature': signature })
  try {
    at(300)
    const event = await read(body, header)
    assert.equal(event.type, 'video.asset.ready')
    assert.deepEqual(compiled([['Asset', event.data, 'the asset of the double']]), [])
    await assert.rejects(read(body.replace('ready', 'READY'), header))
    await assert.rejects(read(body, header.replace(`t=${now}`, `t=${now + 1}`)))
    at(301)
    await assert.rejects(read(body, header), /too old/)
  } finally {
    Date.now = clock
  }
}
