import { Trans, useLingui } from "@lingui/react/macro";
import { Kbd, Modal, Stack, Switch } from "@mantine/core";
import type { ReactNode } from "react";
import { useShortcutsOn } from "./shortcuts";
import classes from "./ShortcutHelp.module.css";

export function ShortcutHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const [on, setOn] = useShortcutsOn();
  const rows: [string, ReactNode][] = [
    ["N", t`Next lesson`],
    ["P", t`Previous lesson`],
    ["C", t`Complete and go on`],
    ["O", t`List of lessons`],
    ["?", t`This help`],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Keyboard shortcuts`}
      centered
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Stack>
        <dl className={classes.list}>
          {rows.map(([key, words]) => (
            <div key={key}>
              <dt>
                <Kbd>{key}</Kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
        <Switch
          checked={on}
          onChange={(event) => setOn(event.currentTarget.checked)}
          label={<Trans>Use shortcuts of one letter</Trans>}
        />
      </Stack>
    </Modal>
  );
}
