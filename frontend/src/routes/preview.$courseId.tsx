import { createFileRoute } from "@tanstack/react-router";
import { needMember } from "@/app/context";
import { PreviewLayout } from "@/features/editor/preview/PreviewLayout";
import { previewOutlineQuery } from "@/features/editor/queries";

export const Route = createFileRoute("/preview/$courseId")({
  beforeLoad: needMember,
  gcTime: 0,
  preload: false,
  loader: ({ context, params }) =>
    context.queryClient.fetchQuery(previewOutlineQuery(params.courseId)),
  component: Preview,
});

function Preview() {
  return <PreviewLayout courseId={Route.useParams().courseId} outline={Route.useLoaderData()} />;
}
