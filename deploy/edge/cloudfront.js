// A CloudFront Function (cloudfront-js-2.0) for viewer requests and viewer responses of the behaviors /v/*. Deploy what
// cloudfront.sh prints: a function is one file. Its key value store holds the media key as `media-key`.
import cf from 'cloudfront';
import crypto from 'crypto';
import media from './media.js';

const store = cf.kvs();

async function handler(event) {
    return event.context.eventType === 'viewer-response' ? answered(event) : await asked(event.request);
}

async function asked(request) {
    const found = media.read(request.uri, Math.floor(Date.now() / 1000));
    if (!found || (request.method !== 'GET' && request.method !== 'HEAD')) {
        return refused();
    }
    const key = Buffer.from(await store.get('media-key'), 'hex');
    // a key that is missing must open nothing
    if (key.length !== 32) {
        return refused();
    }
    const mac = crypto.createHmac('sha256', key).update(found.message).digest('base64url');
    if (!media.same(mac, found.mac)) {
        return refused();
    }
    // CloudFront keeps answers by this address: without the token, one for all viewers
    request.uri = '/' + found.key;
    request.querystring = {};
    return request;
}

function refused() {
    return {
        statusCode: 403,
        statusDescription: 'Forbidden',
        headers: { 'access-control-allow-origin': { value: '*' }, 'cache-control': { value: 'no-store' } },
    };
}

function answered(event) {
    const response = event.response;
    if (response.statusCode !== 200 && response.statusCode !== 206) {
        response.headers['access-control-allow-origin'] = { value: '*' };
        response.headers['cache-control'] = { value: 'no-store' };
        return response;
    }
    // the file's name and its folder, whether the address is still the viewer's or already the bucket's
    const file = event.request.uri.replace(/^.*?\/((?:audio|360p|720p|1080p)\/[^/]+|[^/]+)$/, '$1');
    const headers = media.headers(media.type(file), file === 'master.m3u8' ? 0 : 600);
    Object.keys(headers).forEach((name) => {
        response.headers[name] = { value: headers[name] };
    });
    return response;
}

export default { handler };
