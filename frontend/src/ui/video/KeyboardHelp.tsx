import { Trans, useLingui } from "@lingui/react/macro";
import { Kbd, Modal, Text } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./KeyboardHelp.module.css";
import { usePortal } from "./player";

export function KeyboardHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const portalProps = usePortal();
  const rows: [string[], ReactNode][] = [
    [["K", t`Space`], t`Play or pause`],
    [["J", "L"], t`10 seconds back or forward`],
    [["←", "→"], t`5 seconds back or forward`],
    [["[", "]"], t`Previous or next chapter`],
    [["0", "9"], t`To a tenth of the video`],
    [[t`Home`, t`End`], t`To the beginning or the end`],
    [["↑", "↓"], t`Louder or quieter`],
    [["M"], t`Sound on or off`],
    [["<", ">"], t`Slower or faster`],
    [["C"], t`Captions on or off`],
    [["F"], t`Full screen`],
    [["T"], t`Theatre mode`],
    [["I"], t`Picture in picture`],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Keys of the video`}
      centered
      portalProps={portalProps}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <Text size="sm" mb="md">
        <Trans>They work while the focus is in the player.</Trans>
      </Text>
      <dl className={classes.list}>
        {rows.map(([keys, words]) => (
          <div key={keys.join(" ")}>
            <dt dir="ltr">
              {keys.map((key) => (
                <Kbd key={key} me={4}>
                  {key}
                </Kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
