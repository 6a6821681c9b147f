import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import { IconCheck, IconMessageExclamation } from "@tabler/icons-react";
import { type Editor, useEditorState } from "@tiptap/react";
import { calloutAt, setCallout } from "../content/callout";
import { calloutKinds } from "../content/values";
import { useCalloutLabels } from "../useCalloutLabels";
import { ToolButton } from "./ToolButton";

/** Note, tip, warning or danger around the selection. */
export function CalloutMenu({ editor }: { editor: Editor }) {
  const { t } = useLingui();
  const labels = useCalloutLabels();
  const current = useEditorState({ editor, selector: ({ editor: now }) => calloutAt(now) });
  return (
    <Menu position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <ToolButton label={t`Callout`} icon={IconMessageExclamation} pressed={current != null} />
      </Menu.Target>
      <Menu.Dropdown>
        {calloutKinds.map((kind) => (
          <Menu.Item
            key={kind}
            onClick={() => setCallout(editor, kind)}
            rightSection={
              kind === current ? <IconCheck size={16} aria-label={t`Chosen`} /> : undefined
            }
          >
            {labels[kind]}
          </Menu.Item>
        ))}
        {current ? (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => setCallout(editor, null)}>
              <Trans>No callout</Trans>
            </Menu.Item>
          </>
        ) : null}
      </Menu.Dropdown>
    </Menu>
  );
}
