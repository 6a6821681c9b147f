import { useQueryErrorResetBoundary } from "@tanstack/react-query";
import { type ErrorComponentProps, Navigate, useRouter } from "@tanstack/react-router";
import { asProblem } from "@/api/problem";
import { useSignedIn } from "@/api/viewer";
import { ErrorState } from "@/ui/ErrorState";
import { NotFoundPage } from "./NotFoundPage";

/** What a page shows when its data could not be loaded. */
export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { reset: resetQueries } = useQueryErrorResetBoundary();
  const signedIn = useSignedIn();
  const { status } = asProblem(error);
  if (status === 404) return <NotFoundPage />;
  // The session ended elsewhere: the person signs in again and comes back to this page.
  if (status === 401 && !signedIn) {
    return <Navigate to="/sign-in" search={{ next: router.state.location.href }} replace />;
  }
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
