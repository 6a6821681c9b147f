import { api, unwrap } from "@/api/client";
import { pagesQuery } from "@/api/pages";
import type { Role } from "@/lib/roles";

export const membersKey = ["members"];
export const invitationsKey = ["invitations"];

export const membersQuery = (q: string | undefined, role: Role | undefined) =>
  pagesQuery([...membersKey, "people", q ?? "", role ?? ""], (cursor) =>
    unwrap(api.GET("/api/v1/members", { params: { query: { q, role, cursor } } })),
  );

export const invitationsQuery = pagesQuery(invitationsKey, (cursor) =>
  unwrap(api.GET("/api/v1/invitations", { params: { query: { cursor } } })),
);
