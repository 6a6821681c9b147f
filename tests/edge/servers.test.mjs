// The recipes for nginx and Caddy, run by the real servers over a bucket and an app of a few lines. What is not installed is skipped.
// Only addresses, ports and folders in them are changed, and TLS is left out.
//
//   scripts/node.sh node --test tests/edge/servers.test.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const edge = fileURLToPath(new URL('../../deploy/edge/', import.meta.url));
const { media_key: key, tokens } = JSON.parse(readFileSync(new URL('tokens.json', import.meta.url), 'utf8'));
const [{ org, video, look }, , other] = tokens;
const now = Math.floor(Date.now() / 1000);
const token = (expires, of = { org, video }) => {
    const mac = createHmac('sha256', Buffer.from(key, 'hex')).update([of.org, of.video, look, expires].join('\n'));
    return `${expires}.${look}.${mac.digest('base64url')}`;
};
const good = token(now + 300);

const folder = mkdtempSync(join(tmpdir(), 'edge-servers-'));
const running = [];
after(() => {
    running.forEach((stop) => stop());
    rmSync(folder, { recursive: true, force: true });
});

const seen = { app: [], bucket: [] };
const answer = (response, status, body, headers = {}) => response.writeHead(status, headers).end(body);

// The bucket has these objects only, and its own mind about types.
const bucket = http.createServer((request, response) => {
    seen.bucket.push(request.url);
    const isThere = request.url.startsWith(`/org/${org}/videos/${video}/3/`) && request.method === 'GET';
    answer(response, isThere ? 200 : 403, `bucket ${request.url}`, { 'Content-Type': 'application/octet-stream', 'Set-Cookie': 'a=b' });
});

// The app, as crates/api/src/video/media.rs does it.
const app = http.createServer((request, response) => {
    seen.app.push(request.url);
    const [, v, sent, ofOrg, ofVideo, attempt, ...file] = request.url.split('/');
    if (v !== 'v') {
        return answer(response, 200, `app ${request.headers.host} ${request.url}`);
    }
    const expires = Number(sent.split('.')[0]);
    const isOurs = sent === token(expires, { org: ofOrg, video: ofVideo });
    if (!isOurs || expires < Date.now() / 1000 - 1) {
        return answer(response, 410, 'link_invalid');
    }
    const isFile = attempt === '3' && /^(master\.m3u8|poster\.jpg|(360p|audio)\/(index\.m3u8|\d+\.m4s))$/.test(file.join('/'));
    const headers = { 'Content-Type': 'video/mp4', 'Cache-Control': 'private, max-age=300', 'Access-Control-Allow-Origin': '*' };
    answer(response, isFile ? 200 : 404, `app ${request.url}`, headers);
});

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)));
const freePort = async () => {
    const server = net.createServer();
    const port = await listen(server);
    await new Promise((done) => server.close(done));
    return port;
};

// As it is sent, whatever a client would tidy.
const get = (port, path, method = 'GET') =>
    new Promise((done, failed) => {
        const request = http.request({ host: '127.0.0.1', port, path, method, headers: { Host: 'files.localhost', Cookie: 'secret=1' } }, (response) => {
            let body = '';
            response.on('data', (part) => (body += part)).on('end', () => done({ status: response.statusCode, headers: response.headers, body }));
        });
        request.on('error', failed).end();
    });

const up = async (port) => {
    for (let tries = 0; tries < 100; tries++) {
        const is = await new Promise((done) => {
            const socket = net.connect(port, '127.0.0.1', () => done(true)).on('error', () => done(false));
            socket.unref();
        });
        if (is) {
            return;
        }
        await new Promise((done) => setTimeout(done, 50));
    }
    throw new Error('the server does not answer');
};

const start = async (name, words, port) => {
    const child = spawn(words[0], words.slice(1), { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, HOME: folder } });
    let said = '';
    child.stderr.on('data', (part) => (said += part));
    running.push(() => child.kill());
    const ended = new Promise((_, failed) => child.on('exit', (code) => failed(new Error(`${name} ended with ${code}: ${said}`))));
    ended.catch(() => {});
    await Promise.race([up(port), ended]);
};

let ports;
before(async () => {
    ports = { bucket: await listen(bucket), app: await listen(app) };
    bucket.unref();
    app.unref();
});

const js = '/usr/lib/nginx/modules/ngx_http_js_module.so';
const has = (program) => spawnSync(program, [program === 'caddy' ? 'version' : '-v']).status === 0;

const nginx = async (recipe) => {
    const port = await freePort();
    const home = join(folder, recipe);
    mkdirSync(join(home, 'lyceum'), { recursive: true });
    for (const file of ['media.js', 'nginx.js']) {
        cpSync(join(edge, file), join(home, 'lyceum', file));
    }
    writeFileSync(join(home, 'lyceum-media-key.conf'), `set $media_key "${key}";\n`);
    const written = readFileSync(join(edge, recipe), 'utf8')
        .replace(/^ *(ssl_|proxy_ssl_).*\n/gm, '')
        .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
        .replaceAll('BASE_DOMAIN', 'localhost')
        .replace('BUCKET_HOST:443', `127.0.0.1:${ports.bucket}`)
        .replaceAll('BUCKET_HOST', 'bucket.localhost')
        .replace('https://lyceum_bucket', 'http://lyceum_bucket')
        .replaceAll('127.0.0.1:8080', `127.0.0.1:${ports.app}`)
        .replaceAll('/etc/nginx/', `${home}/`)
        .replaceAll('/var/cache/nginx/', `${home}/`)
        .replaceAll('/var/log/nginx/', `${home}/`);
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${home}/${kind};`).join(' ');
    const module = recipe === 'nginx-bucket.conf' ? `load_module ${js};` : '';
    const text = `${module} user root; daemon off; pid ${home}/pid; error_log stderr; events {} http { access_log off; ${temporary}\n${written}\n}`;
    writeFileSync(join(home, 'nginx.conf'), process.getuid() === 0 ? text : text.replace('user root;', ''));
    await start('nginx', ['nginx', '-c', join(home, 'nginx.conf'), '-e', 'stderr'], port);
    return { port, log: () => readFileSync(join(home, 'lyceum-media.log'), 'utf8') };
};

const caddy = async () => {
    const port = await freePort();
    const written = readFileSync(join(edge, 'Caddyfile'), 'utf8')
        .replace('files.{$BASE_DOMAIN} {', `http://files.localhost:${port} {`)
        .replaceAll('{$UPSTREAM}', `127.0.0.1:${ports.app}`)
        .replaceAll('{$BUCKET_URL}', `127.0.0.1:${ports.bucket}`);
    writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n}\n${written}`);
    await start('caddy', ['caddy', 'run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')], port);
    return { port };
};

const recipes = [
    { name: 'nginx-bucket.conf', from: 'bucket', keeps: true, open: () => nginx('nginx-bucket.conf'), skip: has('nginx') && existsSync(js) ? false : 'nginx or its module for JavaScript is not installed' },
    { name: 'nginx-cache.conf', from: 'app', keeps: true, open: () => nginx('nginx-cache.conf'), skip: has('nginx') ? false : 'nginx is not installed' },
    { name: 'Caddyfile', from: 'bucket', keeps: false, open: caddy, skip: has('caddy') ? false : 'Caddy is not installed' },
];

for (const { name, from, keeps, open, skip } of recipes) {
    describe(name, { skip }, () => {
        const of = (way, sent = good) => `/v/${sent}/${org}/${video}/3/${way}`;
        let server;
        before(async () => {
            server = await open();
        });

        test('who may, gets segments', async () => {
            const got = await get(server.port, of('360p/0.m4s'));
            assert.equal(got.status, 200, got.body);
            assert.equal(got.body, from === 'bucket' ? `bucket /org/${org}/videos/${video}/3/360p/0.m4s` : `app ${of('360p/0.m4s')}`);
            assert.equal(got.headers['content-type'], 'video/mp4');
            assert.equal(got.headers['access-control-allow-origin'], '*');
            assert.match(got.headers['cache-control'], /^private, max-age=\d+$/);
        });

        test('who has no token gets nothing, kept or not', async () => {
            await get(server.port, of('360p/1.m4s'));
            for (const wrong of [token(now - 5), token(now + 300, other), good.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')), `${good}x`, 'x']) {
                for (const way of ['360p/1.m4s', '360p/2.m4s', 'master.m3u8', 'poster.jpg']) {
                    const got = await get(server.port, of(way, wrong));
                    assert.ok([403, 404, 410].includes(got.status), `${wrong} ${way}: ${got.status}`);
                    assert.doesNotMatch(got.body, /^(bucket|app) /);
                    // a player of another origin must be able to read that it was refused
                    assert.ok(way === 'master.m3u8' || way === 'poster.jpg' || got.headers['access-control-allow-origin'] === '*', way);
                }
            }
        });

        test('another video and another organization are others', async () => {
            for (const path of [`/v/${good}/${other.org}/${video}/3/360p/1.m4s`, `/v/${good}/${org}/${other.video}/3/360p/1.m4s`]) {
                const got = await get(server.port, path);
                assert.ok([403, 410].includes(got.status), `${got.status}`);
            }
        });

        test('no way leads out of the attempt', async () => {
            seen.bucket.length = 0;
            for (const way of ['../original', '%2e%2e/original', '..%2foriginal', '%2e%2e%2foriginal', '360p/../../original', '360p/%2e%2e/%2e%2e/original', '360p%2f..%2f..%2foriginal', 'original', `../../${other.video}/3/360p/0.m4s`, `%2e%2e/%2e%2e/${other.video}/3/360p/0.m4s`, '360p/0.m4s%0a', '360p/0.m4s%00', '4k/0.m4s']) {
                const got = await get(server.port, of(way));
                assert.ok(got.status >= 400, `${way}: ${got.status} ${got.body}`);
            }
            assert.ok(seen.bucket.every((path) => path.startsWith(`/org/${org}/videos/${video}/3/360p/`)), seen.bucket.join());
        });

        test('nothing is written', async () => {
            for (const method of ['POST', 'PUT', 'DELETE']) {
                assert.ok((await get(server.port, of('360p/0.m4s'), method)).status >= 400);
            }
        });

        test('the list of forms is fresh each time, and other pages are the app', async () => {
            const count = () => seen.app.length + seen.bucket.length;
            for (let times = 0; times < 2; times++) {
                const before = count();
                assert.equal((await get(server.port, of('master.m3u8'))).status, 200);
                assert.equal(count(), before + 1);
            }
            assert.equal((await get(server.port, of('poster.jpg'))).status, 200);
            assert.match((await get(server.port, '/assets/x')).body, /^app files\.localhost \/assets\/x/);
        });

        test('a second viewer costs nobody a segment', { skip: keeps ? false : 'nothing is kept' }, async () => {
            await get(server.port, of('360p/5.m4s'));
            const before = seen[from].filter((path) => path.endsWith('/360p/5.m4s')).length;
            const got = await get(server.port, of('360p/5.m4s', token(now + 299)));
            assert.equal(got.status, 200);
            assert.equal(seen[from].filter((path) => path.endsWith('/360p/5.m4s')).length, before);
            assert.doesNotMatch(server.log(), new RegExp(good.split('.')[2]));
        });
    });
}
