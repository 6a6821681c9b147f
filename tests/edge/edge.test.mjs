// The recipes of deploy/edge, run as their engines run them: the CloudFront Function as it is bundled, the Worker with Node's own WebCrypto,
// the code for nginx over a request of nginx's shape. Tokens are those that the server's own test makes, too (crates/keyring/src/media.rs).
//
//   scripts/node.sh node --test tests/edge/edge.test.mjs
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const edge = fileURLToPath(new URL('../../deploy/edge/', import.meta.url));
const { media_key: key, tokens } = JSON.parse(readFileSync(new URL('tokens.json', import.meta.url), 'utf8'));
const [one, poster, other] = tokens;
const NOW = one.expires - 60;

// Files ending in .js are modules where a package says so.
const folder = mkdtempSync(join(tmpdir(), 'edge-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
for (const file of ['media.js', 'nginx.js', 'worker.js']) {
    cpSync(join(edge, file), join(folder, file));
}
const load = async (file) => (await import(pathToFileURL(join(folder, file)).href)).default;
const nginx = await load('nginx.js');
const worker = await load('worker.js');

// What CloudFront gives a function: these two modules and nothing else.
const bundle = execFileSync(join(edge, 'cloudfront.sh'), { encoding: 'utf8' });
let storeKey = key;
const cf = { kvs: () => ({ get: async (name) => (name === 'media-key' ? storeKey : '') }) };
const parts = bundle.split('\n').filter((line) => !/^import \w+ from '(cf|cloudfront|crypto)';$/.test(line));
const handler = new Function('cf', 'crypto', `${parts.join('\n')}\nreturn handler;`)(cf, crypto);

const kept = new Map();
let reads = [];
globalThis.caches = {
    default: {
        match: async (request) => kept.get(request.url)?.clone(),
        put: async (request, response) => void kept.set(request.url, response),
    },
};
const bucket = {
    get: async (name) => {
        reads.push(name);
        return { body: new Blob([`the object ${name}`]).stream(), size: `the object ${name}`.length };
    },
};

// Each gate: the object that a path leads to, null when it is refused.
const gates = {
    'the CloudFront Function': async (path, method = 'GET') => {
        const request = { method, uri: path, querystring: {}, headers: {}, cookies: {} };
        const answer = await handler({ context: { eventType: 'viewer-request' }, request });
        if (answer.statusCode) {
            assert.equal(answer.statusCode, 403);
            return null;
        }
        return answer.uri.slice(1);
    },
    'the Cloudflare Worker': async (path, method = 'GET') => {
        const asked = [];
        const context = { waitUntil: (done) => asked.push(done) };
        const answer = await worker.fetch(new Request(`https://files.lyceum.example${path}`, { method }), { MEDIA_KEY: storeKey, BUCKET: bucket }, context);
        await Promise.all(asked);
        if (answer.status !== 200) {
            assert.equal(answer.status, 403);
            return null;
        }
        return (await answer.text()).replace(/^the object /, '');
    },
    'the code for nginx': async (path) => {
        const found = nginx.object({ variables: { request_uri: path, media_key: storeKey } });
        return found === '' ? null : found;
    },
};

const address = (token, file, from = token) => `/v/${token.token}/${from.org}/${from.video}/3/${file}`;
const stored = (token, file) => `org/${token.org}/videos/${token.video}/3/${file}`;
const at = (seconds) => (Date.now = () => seconds * 1000 + 999);

for (const [name, gate] of Object.entries(gates)) {
    describe(name, () => {
        beforeEach(() => {
            at(NOW);
            storeKey = key;
            kept.clear();
            reads = [];
        });

        test('gives what a token is for', async () => {
            for (const file of ['master.m3u8', '720p/index.m3u8', '1080p/init.mp4', '360p/0.m4s', 'audio/123456789.m4s']) {
                assert.equal(await gate(address(one, file)), stored(one, file));
            }
            assert.equal(await gate(address(other, '360p/7.m4s')), stored(other, '360p/7.m4s'));
            assert.equal(await gate(address(poster, 'poster.jpg')), stored(poster, 'poster'));
            assert.equal(await gate(address(poster, 'sprite.jpg')), stored(poster, 'sprite'));
            const captions = `captions/pt-BR.${poster.video}.vtt`;
            assert.equal(await gate(address(one, captions)), stored(one, captions).replace('/3/', '/'));
        });

        test('gives nothing after the token ends', async () => {
            at(one.expires);
            assert.equal(await gate(address(one, '360p/0.m4s')), stored(one, '360p/0.m4s'));
            at(one.expires + 1);
            assert.equal(await gate(address(one, '360p/0.m4s')), null);
            assert.equal(await gate(address(poster, 'poster.jpg')), stored(poster, 'poster'));
        });

        test('gives nothing of another video, another organization, or both', async () => {
            assert.equal(await gate(address(one, '360p/0.m4s', { ...one, video: other.video })), null);
            assert.equal(await gate(address(one, '360p/0.m4s', { ...one, org: other.org })), null);
            assert.equal(await gate(address(one, '360p/0.m4s', other)), null);
        });

        test('gives nothing for a token that was changed', async () => {
            const [expires, look, mac] = one.token.split('.');
            const turned = (text, place) => text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1);
            const wrong = [
                `${Number(expires) + 600}.${look}.${mac}`,
                `0${expires}.${look}.${mac}`,
                `+${expires}.${look}.${mac}`,
                `${expires}.${poster.look}.${mac}`,
                `${expires}.${look}.${poster.token.split('.')[2]}`,
                `${expires}.${look}.`,
                `${expires}.${look}`,
                `${expires}.${look}.${mac}.${mac}`,
                `${expires}.${look}.${mac}=`,
                `.${look}.${mac}`,
                '..',
                ...Array.from(mac, (_, place) => `${expires}.${look}.${turned(mac, place)}`),
            ];
            for (const token of wrong) {
                assert.equal(await gate(`/v/${token}/${one.org}/${one.video}/3/360p/0.m4s`), null, token);
            }
        });

        test('gives nothing under another key, or none', async () => {
            for (const wrong of ['', undefined, '00', 'f'.repeat(64), key.slice(2)]) {
                storeKey = wrong ?? '';
                assert.equal(await gate(address(one, '360p/0.m4s')), null);
            }
        });

        test('leads nowhere but to files of the attempt', async () => {
            const ways = [
                '../original',
                '%2e%2e/original',
                '%2E%2e%2foriginal',
                '..%2foriginal',
                '..%5coriginal',
                '..\\original',
                '360p/../../original',
                '360p/%2e%2e/%2e%2e/original',
                '360p%2f0.m4s',
                '360p//0.m4s',
                '/360p/0.m4s',
                '360p/0.m4s/',
                '360p/0.m4s%00',
                '360p/0.m4s%0a',
                '360p/0.m4s;x',
                '360p/00.m4s',
                '360p/-1.m4s',
                '360p/1234567890.m4s',
                '4k/0.m4s',
                'captions/de.vtt',
                `captions/..%2f.${other.video}.vtt`,
                `captions/de/x.${other.video}.vtt`,
                `captions/..${other.video}.vtt`,
                'original',
                'poster',
                '360p',
                '',
                '.',
                `../../${other.video}/3/360p/0.m4s`,
                `../../../../${other.org}/videos/${other.video}/3/360p/0.m4s`,
            ];
            for (const way of ways) {
                assert.equal(await gate(address(one, way)), null, way);
            }
            for (const attempt of ['0', '-1', '03', '1.5', '..', '%33', '1234567890', '']) {
                assert.equal(await gate(`/v/${one.token}/${one.org}/${one.video}/${attempt}/360p/0.m4s`), null, attempt);
            }
            for (const [from, to] of [[one.org, one.org.toUpperCase()], [one.org, one.org.replaceAll('-', '')], ['/v/', '/V/'], ['/v/', '//v/'], ['/v/', '/x/v/']]) {
                assert.equal(await gate(address(one, '360p/0.m4s').replace(from, to)), null, to);
            }
        });
    });
}

test('one that was tidied by the way is what it was tidied to, and no more', async () => {
    at(NOW);
    // a URL in a Worker has no dots any more: what is left is looked at like any other
    assert.equal(await gates['the Cloudflare Worker'](address(one, '720p/../360p/0.m4s')), stored(one, '360p/0.m4s'));
    assert.equal(await gates['the code for nginx'](address(one, '720p/../360p/0.m4s')), null);
    assert.equal(await gates['the CloudFront Function'](address(one, '720p/../360p/0.m4s')), null);
});

test('nothing is written through a gate', async () => {
    at(NOW);
    storeKey = key;
    for (const name of ['the CloudFront Function', 'the Cloudflare Worker']) {
        assert.equal(await gates[name](address(one, '360p/0.m4s'), 'POST'), null);
    }
});

test('the Worker reads an object once for all viewers, and the list of forms each time', async () => {
    at(NOW);
    kept.clear();
    reads = [];
    const gate = gates['the Cloudflare Worker'];
    const second = { ...one, token: poster.token };
    for (const token of [one, second, one]) {
        await gate(address(token, '360p/0.m4s'));
        await gate(address(token, 'master.m3u8'));
    }
    assert.equal(reads.filter((read) => read === stored(one, '360p/0.m4s')).length, 1);
    assert.equal(reads.filter((read) => read === stored(one, 'master.m3u8')).length, 3);
    // what is kept opens nothing for who has no token
    assert.equal(await gate(address(one, '360p/0.m4s').replace(one.token, other.token)), null);
});

test('types and times are the same at every gate', async () => {
    at(NOW);
    const wanted = {
        'master.m3u8': ['application/vnd.apple.mpegurl', 0],
        '720p/index.m3u8': ['application/vnd.apple.mpegurl', 60],
        '720p/init.mp4': ['video/mp4', 60],
        'audio/1.m4s': ['audio/mp4', 60],
        'poster.jpg': ['image/jpeg', 60],
        [`captions/de.${one.video}.vtt`]: ['text/vtt; charset=utf-8', 60],
    };
    for (const [file, [type, seconds]] of Object.entries(wanted)) {
        const request = { variables: { request_uri: address(one, file), media_key: key } };
        assert.deepEqual([nginx.type(request), nginx.seconds(request)], [type, String(seconds)]);
        const url = `https://files.lyceum.example${address(one, file)}`;
        const answer = await worker.fetch(new Request(url), { MEDIA_KEY: key, BUCKET: bucket }, { waitUntil: () => {} });
        assert.equal(answer.headers.get('content-type'), type);
        assert.equal(answer.headers.get('cache-control'), `private, max-age=${seconds}`);
        assert.equal(answer.headers.get('access-control-allow-origin'), '*');
        // as it was asked for, and as it was rewritten
        for (const uri of [address(one, file), `/${stored(one, file.replace(/^poster[.]jpg$/, 'poster'))}`]) {
            const event = { context: { eventType: 'viewer-response' }, request: { uri }, response: { statusCode: 200, headers: {} } };
            const { headers } = await handler(event);
            assert.equal(headers['content-type'].value, type, uri);
            assert.equal(headers['x-content-type-options'].value, 'nosniff');
        }
    }
});

test('the bundle is small enough for CloudFront and asks for nothing else', () => {
    assert.ok(Buffer.byteLength(bundle) < 10_240, String(Buffer.byteLength(bundle)));
    assert.deepEqual(bundle.match(/^import .*$/gm), ["import cf from 'cloudfront';", "import crypto from 'crypto';"]);
    assert.ok(!/\bexport\b|\brequire\b/.test(bundle));
});
