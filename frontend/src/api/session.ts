/**
 * Who is signed in, in this tab.
 *
 * The access token lives in memory only; the refresh token is a cookie that scripts cannot read. A mark in
 * localStorage says that a session may exist, so that visitors do not ask for a refresh in vain.
 */

type Token = { value: string; expiresAt: number; isSupport?: boolean };
type Grant = { access_token: string; expires_in: number };

const mark = "lyceum.signed-in";
const safetyMargin = 20_000;

let token: Token | null = null;
let refreshing: Promise<boolean> | null = null;
const listeners = new Set<() => void>();

function remember(signedIn: boolean) {
  try {
    if (signedIn) localStorage.setItem(mark, "1");
    else localStorage.removeItem(mark);
  } catch {
    // Storage may be forbidden: then a reload asks the person to sign in again.
  }
}

function mayHaveSession(): boolean {
  try {
    return localStorage.getItem(mark) === "1";
  } catch {
    return true;
  }
}

export function isSignedIn(): boolean {
  return token !== null;
}

export function onSessionChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function announce() {
  for (const listener of listeners) listener();
}

/** Takes the tokens of a sign-in. */
export function startSession(grant: Grant) {
  token = { value: grant.access_token, expiresAt: Date.now() + grant.expires_in * 1000 };
  remember(true);
  announce();
}

/** Takes the token of a support session: nothing renews it, and a reload ends it. A member's session in this browser stays as it is. */
export function startSupport(grant: Grant) {
  const expiresAt = Date.now() + grant.expires_in * 1000;
  token = { value: grant.access_token, expiresAt, isSupport: true };
  announce();
}

export function isSupport(): boolean {
  return token?.isSupport ?? false;
}

/** Leaves for a page that says how the support session ended; a fresh load, so that nothing that was seen stays in the tab. */
export function endSupport(how: "left" | "ended") {
  token = null;
  window.location.replace(`/support#was=${how}`);
}

/** Forgets the tokens of this tab; the caller has told the server or was told by it. */
export function endSession() {
  const was = token !== null;
  token = null;
  remember(false);
  if (was) announce();
}

function isGrant(value: unknown): value is Grant {
  return (
    typeof value === "object" &&
    value !== null &&
    "access_token" in value &&
    typeof value.access_token === "string" &&
    "expires_in" in value &&
    typeof value.expires_in === "number"
  );
}

async function exchange(): Promise<boolean> {
  const response = await fetch("/api/v1/sessions/refresh", {
    method: "POST",
    credentials: "same-origin",
  });
  if (response.status === 401) {
    endSession();
    return false;
  }
  if (!response.ok) return false;
  const body: unknown = await response.json();
  if (!isGrant(body)) return false;
  startSession(body);
  return true;
}

/** Asks for a new access token; calls that come while one is under way share its answer. */
export function refreshSession(): Promise<boolean> {
  if (refreshing) return refreshing;
  const attempt = async () => {
    try {
      // One exchange at a time over all tabs: two tabs that race would both spend the same cookie.
      if (navigator.locks) return await navigator.locks.request("lyceum-refresh", exchange);
      return await exchange();
    } finally {
      refreshing = null;
    }
  };
  refreshing = attempt();
  return refreshing;
}

/** On load: picks the session up again if there seems to be one. Never throws. */
export async function resumeSession(): Promise<boolean> {
  if (token) return true;
  if (!mayHaveSession()) return false;
  try {
    return await refreshSession();
  } catch {
    return false;
  }
}

/** The token to send, renewed shortly before it ends; null for visitors. */
export async function accessToken(): Promise<string | null> {
  if (!token) return null;
  if (token.isSupport) return token.value;
  if (token.expiresAt - Date.now() < safetyMargin) {
    try {
      await refreshSession();
    } catch {
      // Offline: the request that follows fails with its own words.
    }
  }
  return token?.value ?? null;
}
