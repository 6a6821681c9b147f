// Holds what the tests of the crate `video_remote` sent, signed and took against Mux's document and library, and against
// Cloudflare's documentation. Nothing is sent to either.
//
//   LYCEUM_VIDEO_REQUESTS=folder cargo test --workspace --test hosts && node verify.mjs folder

import Mux from '@mux/mux-node'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as cloudflare from './cloudflare.mjs'
import * as mux from './mux.mjs'

const folder = process.argv[2]
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'))
const requests = readdirSync(folder).filter((name) => name.startsWith('requests-')).flatMap(read)

let faults = 0
for (const [name, { checkRequests }] of Object.entries({ Mux: mux, 'Cloudflare Stream': cloudflare })) {
  const checked = checkRequests(requests)
  for (const fault of checked.faults) console.error(`${name}: ${fault}`)
  faults += checked.faults.length
  console.log(`${checked.count} requests to ${name}: ${checked.faults.length || 'no'} faults`)
}
await mux.checkTokens(Mux, read('mux-playback.json'))
await mux.checkMessage(Mux, read('mux-message.json'))
cloudflare.checkToken(read('cloudflare-playback.json'))
console.log("tokens and messages: as Mux's library and Cloudflare's documentation have them")
process.exit(faults ? 1 : 0)
