// What an address of a video's file asks for, and whether its token allows it. Shared by all recipes beside it, so it is written for the
// least of their engines (njs), and whoever uses it brings HMAC-SHA256 along. See docs/video-delivery.md, "A CDN or proxy in front".
//
//   /v/<expires>.<look>.<mac>/<organization>/<video>/<attempt>/<file>

const ID = '([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})';
const CAPTIONS = 'captions/[0-9A-Za-z-]{2,35}[.]' + ID.replace(/[()]/g, '') + '[.]vtt';
const FILE = '(master[.]m3u8|poster[.]jpg|sprite[.]jpg|(?:audio|360p|720p|1080p)/(?:index[.]m3u8|init[.]mp4|(?:0|[1-9][0-9]{0,8})[.]m4s)|' + CAPTIONS + ')';
// Whole names only: what is escaped, doubled or leads upwards is none of them.
const ADDRESS = new RegExp('^/v/([1-9][0-9]{0,11})[.]' + ID + '[.]([0-9A-Za-z_-]{43})/' + ID + '/' + ID + '/([1-9][0-9]{0,8})/' + FILE + '$');

// What a path, as the browser sent it, asks for at this second; null when it is no address, or over.
function read(path, now) {
    const found = ADDRESS.exec(path);
    if (!found || path.indexOf('\n') >= 0) {
        return null;
    }
    const expires = Number(found[1]);
    if (expires < now) {
        return null;
    }
    const org = found[4];
    const video = found[5];
    const file = found[7];
    // captions belong to the video, whatever attempt plays
    const folder = file.indexOf('captions/') === 0 ? '' : found[6] + '/';
    return {
        message: [org, video, found[2], found[1]].join('\n'),
        mac: found[3],
        key: 'org/' + org + '/videos/' + video + '/' + folder + file.replace(/^(poster|sprite)[.]jpg$/, '$1'),
        type: type(file),
        // forms are added to this list while the video is made playable
        seconds: file === 'master.m3u8' ? 0 : expires - now,
    };
}

function type(file) {
    if (/[.]m3u8$/.test(file)) {
        return 'application/vnd.apple.mpegurl';
    }
    if (/[.]vtt$/.test(file)) {
        return 'text/vtt; charset=utf-8';
    }
    // in a bucket, pictures have no ending
    if (/^(poster|sprite)/.test(file)) {
        return 'image/jpeg';
    }
    return file.indexOf('audio/') === 0 ? 'audio/mp4' : 'video/mp4';
}

// Whether two texts are the same, in a time that does not tell where they differ.
function same(one, other) {
    let differs = one.length ^ other.length;
    for (let at = 0; at < one.length; at++) {
        differs |= one.charCodeAt(at) ^ other.charCodeAt(at % (other.length || 1));
    }
    return differs === 0;
}

// What the server itself says with every file.
function headers(type, seconds) {
    return {
        'content-type': type,
        'cache-control': 'private, max-age=' + seconds,
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
    };
}

export default { read, type, same, headers };
