/** The signed-in person and the organization of this host: read by every part of the app. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { api, unwrap } from "./client";
import { isSignedIn, isSupport, onSessionChange } from "./session";
import type { Schema } from "./types";

/** An operator's own support session: who, why, until when. */
export const supportQuery = queryOptions({
  queryKey: ["support-session"],
  queryFn: () => unwrap(api.GET("/api/v1/support-sessions/current")),
  staleTime: 60_000,
});

/** An operator has no account here: what an owner may see is shown under the operator's name. */
async function supportViewer(): Promise<Schema<"Me">> {
  const { session, can } = await unwrap(api.GET("/api/v1/support-sessions/current"));
  return {
    id: session.id,
    name: session.operator_name,
    email: "",
    email_verified: true,
    roles: ["owner"],
    language: "en",
    time_zone: "UTC",
    theme: "system",
    created_at: session.started_at,
    can,
  };
}

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: () => (isSupport() ? supportViewer() : unwrap(api.GET("/api/v1/me"))),
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

/** True while this tab is in an operator's support session. */
export function useIsSupport(): boolean {
  return useSyncExternalStore(onSessionChange, isSupport);
}
