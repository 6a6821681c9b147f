import { Center } from "@mantine/core";
import { ApiProblem } from "@/api/problem";
import { ErrorState } from "@/ui/ErrorState";

const offline = new ApiProblem({ status: 0, code: "offline" });

/** Shown when the very first question, whose site this is, got no answer. */
export function Unreachable() {
  return (
    <Center mih="100dvh">
      <ErrorState error={offline} onRetry={() => window.location.reload()} />
    </Center>
  );
}
