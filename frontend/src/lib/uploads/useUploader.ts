import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { meQuery, organizationQuery } from "@/api/viewer";
import { showTray } from "./presence";
import type { Wanted } from "./queue";
import { uploads, uploadsBelongTo } from "./store";

/** Begins uploads of the person who is signed in, and shows the tray; null until it is known who that is. */
export function useUploader(): ((wanted: Wanted) => void) | null {
  const organizationId = useQuery(organizationQuery).data?.id;
  const userId = useQuery(meQuery).data?.id;
  const add = useCallback(
    (wanted: Wanted) => {
      if (organizationId && userId) uploadsBelongTo({ organizationId, userId });
      showTray();
      uploads.add(wanted);
    },
    [organizationId, userId],
  );
  return organizationId && userId ? add : null;
}
