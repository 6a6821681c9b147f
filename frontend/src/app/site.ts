/** Which site this host is: the apex (the product itself), an organization's, or nobody's. */
import type { QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { organizationQuery } from "@/api/viewer";

export type Site = "apex" | "organization" | "unknown";

/** Asks the server, which alone knows what a host name stands for. Throws if it cannot be reached. */
export async function findSite(queryClient: QueryClient): Promise<Site> {
  try {
    await queryClient.fetchQuery({ ...organizationQuery, retry: false });
    return "organization";
  } catch (error) {
    const { status } = asProblem(error);
    if (status === 421) return "unknown";
    if (status >= 400 && status < 500) return "apex";
    throw error;
  }
}
