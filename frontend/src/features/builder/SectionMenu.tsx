import { Trans } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import type { OutlineSection } from "./outline";
import { DeleteItem, NameAndPlaceItems, RowMenu } from "./RowMenu";

type Props = { section: OutlineSection; onRename: () => void };

export function SectionMenu({ section: { id, title }, onRename }: Props) {
  return (
    <RowMenu id={id} title={title}>
      <NameAndPlaceItems id={id} onRename={onRename} />
      <Menu.Divider />
      <DeleteItem id={id}>
        <Trans>Delete with its lessons</Trans>
      </DeleteItem>
    </RowMenu>
  );
}
