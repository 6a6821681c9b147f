import { createFileRoute } from "@tanstack/react-router";
import { SettingsPage } from "@/features/builder/settings/SettingsPage";
import { staffQuery } from "@/features/builder/settings/queries";

export const Route = createFileRoute("/build/$courseId/settings")({
  loader: ({ context, params }) => context.queryClient.ensureQueryData(staffQuery(params.courseId)),
  component: Settings,
});

function Settings() {
  const { courseId } = Route.useParams();
  return <SettingsPage key={courseId} courseId={courseId} />;
}
