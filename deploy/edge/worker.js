// A Cloudflare Worker on the route files.BASE_DOMAIN/v/*, with the bucket (R2) bound as BUCKET and the media key as the secret MEDIA_KEY:
// see wrangler.toml.
import media from './media.js';

export default {
    async fetch(request, env, context) {
        const now = Math.floor(Date.now() / 1000);
        const found = media.read(new URL(request.url).pathname, now);
        const isReading = request.method === 'GET' || request.method === 'HEAD';
        if (!found || !isReading || !media.same(await mac(env.MEDIA_KEY, found.message), found.mac)) {
            return refused(403);
        }
        // without the token: one for all viewers
        const kept = new Request('https://files.invalid/' + found.key);
        let contents = found.seconds > 0 ? await caches.default.match(kept) : undefined;
        if (!contents) {
            const object = await env.BUCKET.get(found.key);
            if (!object) {
                return refused(404);
            }
            contents = new Response(object.body, { headers: { 'cache-control': 'public, max-age=604800', 'content-length': String(object.size) } });
            if (found.seconds > 0) {
                context.waitUntil(caches.default.put(kept, contents.clone()));
            }
        }
        const headers = new Headers(media.headers(found.type, found.seconds));
        headers.set('content-length', contents.headers.get('content-length'));
        return new Response(request.method === 'HEAD' ? null : contents.body, { headers });
    },
};

function refused(status) {
    return new Response(null, { status, headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' } });
}

async function mac(hex, message) {
    // a key that is missing must open nothing
    if (!/^[0-9a-f]{64}$/.test(hex)) {
        return '';
    }
    const bytes = Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
    const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const signature = new Uint8Array(await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(message)));
    return btoa(String.fromCharCode(...signature)).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');
}
