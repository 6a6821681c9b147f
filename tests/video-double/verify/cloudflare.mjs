// What is sent to Cloudflare Stream, by rules that were read in its documentation on 21 November 2026. The types of its own library
// (npm cloudflare 7.3.0) agreed once; it has 120 MB, which is too much for two requests. Bounds are those of cloudflare/api-schemas.

import assert from 'node:assert/strict'
import { isSigned, opened } from './mux.mjs'

const docs = 'https://developers.cloudflare.com/stream'
const uid = '[\\w-]{1,32}'
const text = (longest) => (value) => typeof value === 'string' && value.length > 0 && value.length <= longest
const moment = (value) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)
const seconds = (value) => /^\d+$/.test(value) && value >= 1 && value <= 36_000

/** Every request that may be sent, what it must and may carry, and where that is said. */
const endpoints = [
  {
    request: ['POST', '', 'direct_user=true'],
    page: `${docs}/uploading-videos/direct-creator-uploads/`,
    headers: { 'tus-resumable': (value) => value === '1.0.0', 'upload-length': (value) => /^\d+$/.test(value), 'upload-creator': text(64) },
    metadata: { name: text(1_000), maxDurationSeconds: seconds, expiry: moment, requiresignedurls: (value) => value === undefined, lyceum: text(255) },
  },
  { request: ['GET', `/${uid}`, ''], page: `${docs}/uploading-videos/upload-via-link/` },
  { request: ['DELETE', `/${uid}`, ''], page: `${docs}/manage-video-library/` },
  {
    request: ['POST', '/copy', ''],
    page: `${docs}/uploading-videos/upload-via-link/ and ${docs}/manage-video-library/creator-id/`,
    body: {
      url: (value) => /^https?:/.test(value),
      creator: text(64),
      meta: (value) => Object.values(value).every(text(1_000)),
      requireSignedURLs: (value) => value === true,
    },
  },
  { request: ['POST', `/${uid}/downloads`, ''], page: `${docs}/viewing-videos/download-videos/` },
  { request: ['GET', `/${uid}/downloads`, ''], page: `${docs}/viewing-videos/download-videos/` },
]

export function checkRequests(requests) {
  const sent = requests.filter(({ host }) => host === 'cloudflare')
  const met = new Set()
  const faults = new Set()
  for (const request of sent) {
    const path = request.path.replace(/^\/client\/v4\/accounts\/\w+\/stream/, '')
    const endpoint = endpoints.find(({ request: [method, pattern, query] }) =>
      method === request.method && new RegExp(`^${pattern}$`).test(path) && query === request.query)
    if (!endpoint) faults.add(`${request.method} ${path}?${request.query}: not among the endpoints`)
    else if (met.add(endpoint)) for (const fault of compare(endpoint, request)) faults.add(`${request.method} ${path}: ${fault} (${endpoint.page})`)
  }
  for (const endpoint of endpoints) if (!met.has(endpoint)) faults.add(`${endpoint.request.join(' ')}: no test sends it`)
  if (!faults.size) for (const fault of overlooked()) faults.add(fault)
  return { count: sent.length, faults: [...faults] }
}

function* compare({ headers = {}, metadata, body }, request) {
  const came = Object.fromEntries(request.headers)
  yield* rules('header', headers, Object.fromEntries(Object.keys(headers).map((name) => [name, came[name]])))
  if (metadata) yield* rules('metadata', metadata, readMetadata(came['upload-metadata'] ?? ''))
  if (body) yield* rules('body', body, request.body ?? {})
  else if (request.body) yield 'no body is wanted'
}

/** "key-value pairs … values should be encoded in base64 … separate the key and values by a space … include a comma with no
 * additional spaces." */
function readMetadata(header) {
  return Object.fromEntries(header.split(',').map((pair) => {
    const [key, value, ...more] = pair.split(' ')
    assert.ok(key && !more.length, `Upload-Metadata: ${pair}`)
    return [key, value === undefined ? undefined : Buffer.from(value, 'base64').toString()]
  }))
}

function* rules(what, wanted, met) {
  for (const [name, fits] of Object.entries(wanted)) if (!(name in met) || !fits(met[name])) yield `${what} ${name} is ${JSON.stringify(met[name])}`
  for (const name of Object.keys(met)) if (!(name in wanted)) yield `${what} ${name} is not known`
}

/** A check that cannot fail is none. */
function* overlooked() {
  const [open] = endpoints
  const good = 'name QQ==,maxDurationSeconds NjAw,requiresignedurls,expiry MjAyNC0wMi0yN1QwNzoyMDo1MFo=,lyceum QQ=='
  const headers = (said) => ({ headers: Object.entries({ 'tus-resumable': '1.0.0', 'upload-length': '5', 'upload-creator': 'a', 'upload-metadata': said }) })
  if ([...compare(open, headers(good))].length) yield 'what is right is called wrong'
  for (const [from, to] of [['NjAw', 'MA=='], ['requiresignedurls,', ''], ['expiry', 'expires'], ['MjAyNC0wMi0yN1QwNzoyMDo1MFo=', 'QQ==']]) {
    if (![...compare(open, headers(good.replace(from, to)))].length) yield `${from} became ${to}, and nobody noticed`
  }
}

/** The token's parts, as https://developers.cloudflare.com/stream/viewing-videos/securing-your-stream/ writes them. */
export function checkToken({ private_key: key, key_id: kid, uid: sub, exp, token }) {
  assert.deepEqual(opened(token), [{ alg: 'RS256', kid }, { sub, kid, exp }])
  assert.ok(isSigned(token, key))
}
