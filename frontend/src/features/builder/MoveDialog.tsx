import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { moveLesson, moveSection } from "./outline";
import { useOutlineContext } from "./OutlineContext";

type Props = {
  id: string;
  title: string;
  /** The section that a lesson is in; absent for a section. */
  sectionId?: string;
  opened: boolean;
  onClose: () => void;
};

/** Moves a lesson or a section to any place, without dragging. */
export function MoveDialog({ opened, onClose, title, ...rest }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Move “${title}”`}
      centered
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <MoveForm {...rest} onClose={onClose} />
    </Modal>
  );
}

function MoveForm({ id, sectionId, onClose }: Omit<Props, "opened" | "title">) {
  const { t } = useLingui();
  const { sort } = useOutlineContext();
  const { sections } = sort.shown;
  const [target, setTarget] = useState(sectionId ?? "");
  const siblings = sectionId
    ? (sections.find((section) => section.id === target)?.lessons ?? [])
    : sections;
  const others = siblings.filter((item) => item.id !== id);
  const here = siblings.findIndex((item) => item.id === id);
  const [chosen, setChosen] = useState<number | null>(null);
  const index = chosen ?? (here === -1 ? others.length : here);
  const places = [t`At the beginning`, ...others.map((item) => t`After “${item.title}”`)];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    sort.moveNow(
      sectionId ? moveLesson(sort.order, id, target, index) : moveSection(sort.order, id, index),
      id,
    );
    onClose();
  };
  const changeTarget = (next: string) => {
    setTarget(next);
    setChosen(null);
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {sectionId ? (
          <NativeSelect
            label={t`Section`}
            size="md"
            data-autofocus
            data={sections.map((section) => ({ value: section.id, label: section.title }))}
            value={target}
            onChange={(event) => changeTarget(event.currentTarget.value)}
          />
        ) : null}
        <NativeSelect
          label={t`Place`}
          size="md"
          data={places.map((label, at) => ({ value: String(at), label }))}
          value={String(index)}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="md">
            <Trans>Move</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
