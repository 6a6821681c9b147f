import { createFileRoute } from "@tanstack/react-router";
import { VerifyStartPage } from "@/features/certificates/VerifyStartPage";

export const Route = createFileRoute("/_site/verify/")({ component: Start });

function Start() {
  const navigate = Route.useNavigate();
  return (
    <VerifyStartPage onCode={(code) => void navigate({ to: "/verify/$code", params: { code } })} />
  );
}
