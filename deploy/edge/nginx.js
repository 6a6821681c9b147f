// For nginx with its module for JavaScript (njs): see nginx-bucket.conf.
import crypto from 'crypto';
import media from './media.js';

function asked(r) {
    // as it was sent: nginx's own $uri is unescaped and tidied already
    const found = media.read(r.variables.request_uri.split('?')[0], Math.floor(Date.now() / 1000));
    if (!found) {
        return null;
    }
    const key = Buffer.from(r.variables.media_key, 'hex');
    // a key that is missing must open nothing
    if (key.length !== 32) {
        return null;
    }
    const mac = crypto.createHmac('sha256', key).update(found.message).digest('base64url');
    return media.same(mac, found.mac) ? found : null;
}

// The object in the bucket; empty when the request is refused.
function object(r) {
    const found = asked(r);
    return found ? found.key : '';
}

function type(r) {
    const found = asked(r);
    return found ? found.type : '';
}

function seconds(r) {
    const found = asked(r);
    return found ? String(found.seconds) : '0';
}

export default { object, type, seconds };
