/** Keeps the addresses of a video fresh while its token is replaced. */

/** Eight minutes: tokens last ten. */
const RENEW_AFTER_MS = 8 * 60_000;
const SOONEST_MS = 1000;

/** The playlist's address up to its last slash: every part of the video begins with it, token included. */
export function folderOf(playlist: string): string {
  const path = playlist.replace(/[?#].*$/, "");
  // Cloudflare Stream has its token as the first folder, and segments beside that of the playlist.
  const token = /^[^:]+:\/\/[^/]+\/eyJ[\w-]+\.[\w-]+\.[\w-]+\//.exec(path)?.[0];
  if (token) return token;
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** Whether a host elsewhere keeps the video: both have signed tokens (RFC 7519) in their addresses. */
export function isElsewhere(playlist: string): boolean {
  return /[/=]eyJ[\w-]+\.[\w-]+\.[\w-]+/.test(playlist);
}

/** Whether a video is kept elsewhere by now: another host, or other files. Then no address can be turned into a newer one. */
export function isMoved(before: string, now: string): boolean {
  const place = (playlist: string) =>
    playlist
      .replace(/[?#].*$/, "")
      .replace(/\/eyJ[\w-]+\.[\w-]+\.[\w-]+\//, "/token/")
      .replace(/\/v\/[^/]+\//, "/v/token/");
  return place(before) !== place(now);
}

/** Turns addresses that were read from an older playlist into those of the newest. */
export function createAddresses(playlist: string) {
  let newest = folderOf(playlist);
  const older = new Set<string>();
  return {
    renew(next: string) {
      const folder = folderOf(next);
      if (folder === newest) return;
      older.add(newest);
      older.delete(folder);
      newest = folder;
    },
    fresh(url: string): string {
      for (const folder of older) {
        if (url.startsWith(folder)) return newest + url.slice(folder.length);
      }
      return url;
    },
  };
}

/**
 * How long to wait before the next token: at four fifths of its life, and after eight minutes at the latest.
 * The clock of the computer may be wrong: what it says is only believed where it is plausible.
 */
export function renewAfter(expiresAt: string, nowMs: number): number {
  const left = Date.parse(expiresAt) - nowMs;
  if (!(left > 0)) return RENEW_AFTER_MS;
  return Math.max(SOONEST_MS, Math.min(RENEW_AFTER_MS, left * 0.8));
}
