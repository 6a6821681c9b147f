import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { relativeTime } from "@/lib/format";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable } from "@/ui/Refusable";
import { dropCopy } from "./save/copies";
import type { SaveState } from "./save/saver";
import type { EditorSession } from "./session";

/** What a person has to decide before everything typed is safe. */
export function SaveNotices({ session, state }: { session: EditorSession; state: SaveState }) {
  return (
    <>
      {state.kind === "failed" ? <ProblemNotice error={state.error} /> : null}
      {state.kind === "conflict" ? (
        <Conflict session={session} savedAt={state.theirs.updated_at} />
      ) : null}
      <LeftCopies session={session} />
    </>
  );
}

function Conflict({ session, savedAt }: { session: EditorSession; savedAt: string }) {
  const { i18n } = useLingui();
  const when = relativeTime(i18n, savedAt);
  return (
    <Notice
      tone="warn"
      role="alert"
      title={<Trans>This lesson was changed elsewhere {when}</Trans>}
      action={
        <Group gap="xs">
          <Button size="sm" variant="default" onClick={session.loadTheirs}>
            <Trans>Load theirs</Trans>
          </Button>
          <Button size="sm" onClick={session.saver.keepMine}>
            <Trans>Keep mine</Trans>
          </Button>
        </Group>
      }
    >
      <Trans>
        You can go on with the other version, or put yours in its place. Until then nothing is
        saved; your words are kept on this device.
      </Trans>
    </Notice>
  );
}

function LeftCopies({ session }: { session: EditorSession }) {
  const { i18n } = useLingui();
  const [copies, setCopies] = useState(session.copies);
  const [copy, ...others] = copies;
  if (!copy) return null;
  const when = relativeTime(i18n, copy.typedAt);
  return (
    <Notice
      tone="info"
      role="status"
      title={<Trans>There are words here that were never saved</Trans>}
      action={
        <Group gap="xs">
          <Refusable>
            <Button
              size="sm"
              onClick={() => {
                session.restore(copy);
                setCopies(others);
              }}
            >
              <Trans>Restore them</Trans>
            </Button>
          </Refusable>
          <Button
            size="sm"
            variant="default"
            onClick={() => {
              dropCopy(copy.key);
              setCopies(others);
            }}
          >
            <Trans>Throw them away</Trans>
          </Button>
        </Group>
      }
    >
      <Trans>
        You typed them on this device {when}. Restoring puts them in place of the text below; undo
        brings it back.
      </Trans>
    </Notice>
  );
}
