import { createFileRoute } from "@tanstack/react-router";
import { PageSkeleton } from "@/ui/PageSkeleton";

export const Route = createFileRoute("/_site/_member/settings/")({ component: PageSkeleton });
