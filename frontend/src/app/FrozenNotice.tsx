import { Trans } from "@lingui/react/macro";
import { useOwnsPlan } from "@/api/subscription";
import { LinkText } from "@/lib/links";
import { Notice } from "@/ui/Notice";

/** Why nothing can be changed in this course, and what thaws it. */
export function FrozenNotice() {
  const isOwner = useOwnsPlan();
  return (
    <Notice
      tone="warn"
      title={<Trans>This course is frozen</Trans>}
      action={
        isOwner ? (
          <LinkText to="/plan/kept" size="sm" fw={600}>
            <Trans>Choose what is kept</Trans>
          </LinkText>
        ) : (
          <LinkText to="/plan" size="sm" fw={600}>
            <Trans>See what the plan has</Trans>
          </LinkText>
        )
      }
    >
      <Trans>
        The plan has no room for it. Its learners learn on and get their certificates. It can be
        read, and nothing can be changed, published or enrolled in. Nothing is deleted: it thaws
        when there is room again, or when an owner chooses to keep it.
      </Trans>
    </Notice>
  );
}
