/** Which site this host is: the apex (the product itself), an organization's, or nobody's. */
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { Schema } from "@/api/types";

export type Site = "apex" | "organization" | "unknown";
export type FoundSite = { site: Site; organization: Schema<"Organization"> | null };

const remembered = "lyceum.site";

/** Asks the server, which alone knows what a host name stands for. Throws if it cannot be reached. */
export async function findSite(): Promise<FoundSite> {
  const found = await ask();
  try {
    localStorage.setItem(remembered, found.site);
  } catch {
    // Only the next start is a little slower.
  }
  return found;
}

/** What this host was the last time, so that the right code loads while the server is asked. */
export function rememberedSite(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

async function ask(): Promise<FoundSite> {
  try {
    const organization = await unwrap(api.GET("/api/v1/organization"));
    return { site: "organization", organization };
  } catch (error) {
    const { status } = asProblem(error);
    if (status === 421) return { site: "unknown", organization: null };
    if (status >= 400 && status < 500) return { site: "apex", organization: null };
    throw error;
  }
}
