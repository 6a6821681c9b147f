import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { ErrorState } from "@/ui/ErrorState";
import { NotFoundPage } from "./NotFoundPage";

/** What a page shows when its data could not be loaded. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  if (asProblem(error).status === 404) return <NotFoundPage />;
  return (
    <ErrorState
      error={error}
      onRetry={() => {
        resetQueries();
        reset();
        void router.invalidate();
      }}
    />
  );
}
