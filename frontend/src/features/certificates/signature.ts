/** Checks a certificate's signature in the reader's own browser, against the published key. */
import { isRecord } from "@/api/problem";

export type SignatureCheck = "good" | "bad" | "unsupported" | "no_key";

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

async function publishedKey(kid: string): Promise<JsonWebKey | null> {
  const response = await fetch("/.well-known/jwks.json");
  if (!response.ok) return null;
  const body: unknown = await response.json();
  const keys: unknown = isRecord(body) ? body["keys"] : null;
  if (!Array.isArray(keys)) return null;
  for (const key of keys) {
    if (isRecord(key) && key["kid"] === kid && typeof key["x"] === "string") {
      return { kty: "OKP", crv: "Ed25519", x: key["x"] };
    }
  }
  return null;
}

/** `good` if the published key signed exactly these bytes. */
export async function checkSignature(certificate: {
  record: string;
  signature: string;
  kid: string;
}): Promise<SignatureCheck> {
  const jwk = await publishedKey(certificate.kid);
  if (!jwk) return "no_key";
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey("jwk", jwk, { name: "Ed25519" }, false, ["verify"]);
  } catch {
    return "unsupported";
  }
  try {
    const signed = new TextEncoder().encode(certificate.record);
    const good = await crypto.subtle.verify("Ed25519", key, bytes(certificate.signature), signed);
    return good ? "good" : "bad";
  } catch {
    return "bad";
  }
}
