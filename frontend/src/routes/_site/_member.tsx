import { createFileRoute } from "@tanstack/react-router";
import { needMember } from "@/app/context";

/** Pages for members only. */
export const Route = createFileRoute("/_site/_member")({ beforeLoad: needMember });
