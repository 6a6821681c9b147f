/** Tokens of mailed links stand after `#`, so that they never reach a server's log. */
export function fragmentParam(name: string): string {
  return new URLSearchParams(window.location.hash.slice(1)).get(name) ?? "";
}
