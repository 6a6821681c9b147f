import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { api, done } from "@/api/client";
import { endSession } from "@/api/session";
import { organizationQuery } from "@/api/viewer";

/** Ends the session on the server and forgets everything that was loaded for this person. */
export function useSignOut(): () => void {
  const router = useRouter();
  const queryClient = useQueryClient();
  return () => {
    const leave = async () => {
      try {
        await done(api.DELETE("/api/v1/sessions/current"));
      } catch {
        // Without an answer the cookie may live on, but this tab forgets its token all the same.
      }
      await router.navigate({ to: "/sign-in" });
      endSession();
      queryClient.removeQueries({
        predicate: (query) => query.queryKey[0] !== organizationQuery.queryKey[0],
      });
      await router.invalidate();
    };
    void leave();
  };
}
