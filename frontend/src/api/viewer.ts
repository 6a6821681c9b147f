/** The signed-in person and the organization of this host: read by every part of the app. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, unwrap } from "./client";
import { isSignedIn, onSessionChange } from "./session";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => unwrap(api.GET("/api/v1/me")),
  staleTime: 60_000,
});

export const organizationQuery = queryOptions({
  queryKey: ["organization"],
  queryFn: () => unwrap(api.GET("/api/v1/organization")),
  staleTime: 60_000,
});

/** True while this tab holds a session; changes when it begins or ends, in this tab. */
export function useSignedIn(): boolean {
  return useSyncExternalStore(onSessionChange, isSignedIn);
}

/** The signed-in person, or undefined for visitors and while loading. */
export function useMe() {
  const signedIn = useSignedIn();
  const { data } = useQuery({ ...meQuery, enabled: signedIn });
  return signedIn ? data : undefined;
}

/** The organization of this host; undefined on the apex. */
export function useOrganization() {
  return useQuery({ ...organizationQuery, enabled: false }).data;
}
