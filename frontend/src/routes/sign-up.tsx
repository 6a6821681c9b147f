import { createFileRoute } from "@tanstack/react-router";
import { needApex } from "@/app/context";
import { SignUpPage } from "@/features/landing/SignUpPage";

export const Route = createFileRoute("/sign-up")({
  beforeLoad: needApex,
  component: SignUpPage,
});
