/** The app itself: everything but the landing page of the apex. */
import { RouterProvider } from "@tanstack/react-router";
import type { Root } from "react-dom/client";
import { organizationQuery } from "@/api/viewer";
import { Providers } from "./Providers";
import { makeQueryClient, makeRouter } from "./router";
import type { FoundSite } from "./site";
import { Unreachable } from "./Unreachable";

export function startApp(root: Root, { site, organization }: FoundSite) {
  const queryClient = makeQueryClient();
  if (organization) queryClient.setQueryData(organizationQuery.queryKey, organization);
  const router = makeRouter(queryClient, site);
  root.render(
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>,
  );
}

/** For a first question that got no answer. */
export function startUnreachable(root: Root) {
  root.render(
    <Providers queryClient={makeQueryClient()}>
      <Unreachable />
    </Providers>,
  );
}
