import { createFileRoute } from "@tanstack/react-router";
import { VerifyPage } from "@/features/certificates/VerifyPage";
import { publicCertificateQuery } from "@/features/certificates/queries";

export const Route = createFileRoute("/_site/verify/$code")({
  loader: ({ context, params }) =>
    context.queryClient.ensureQueryData(publicCertificateQuery(params.code)),
  component: Verify,
});

function Verify() {
  const { code } = Route.useParams();
  return <VerifyPage code={code} />;
}
