import { useLingui } from "@lingui/react/macro";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { announceDone } from "@/ui/announce";
import { actsKey, type Facts, organizationQuery, organizationsKey } from "./api";

/** An act that changes what is known of an organization: its answer is shown at once, lists and log are read anew. */
export function useAct<Values>(
  id: string,
  act: (values: Values) => Promise<Facts>,
  words: (i18n: ReturnType<typeof useLingui>["i18n"]) => string,
) {
  const { i18n } = useLingui();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (facts) => {
      queryClient.setQueryData(organizationQuery(id).queryKey, facts);
      void queryClient.invalidateQueries({ queryKey: [...organizationsKey, "list"] });
      void queryClient.invalidateQueries({ queryKey: actsKey });
      announceDone(words(i18n));
    },
    onError: (error) => {
      // Somebody else was faster: what is shown is old.
      if (asProblem(error).status !== 409) return;
      void queryClient.invalidateQueries({ queryKey: organizationQuery(id).queryKey });
    },
  });
}
