import { createFileRoute } from "@tanstack/react-router";
import { MyCertificatesPage } from "@/features/certificates/MyCertificatesPage";
import { myCertificatesQuery } from "@/features/certificates/queries";

export const Route = createFileRoute("/_site/_member/certificates")({
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(myCertificatesQuery),
  component: MyCertificatesPage,
});
