import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, NativeSelect, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { moveLesson, moveSection, placeOf } from "./outline";
import { useSortContext } from "./OutlineContext";

/** Moves the lesson or section `id` to any place, without dragging. Closed while there is no id. */
export function MoveDialog({ id, onClose }: { id: string | null; onClose: () => void }) {
  const { t } = useLingui();
  const { shown } = useSortContext();
  const place = id ? placeOf(shown, id) : null;
  return (
    <Modal
      opened={place != null}
      onClose={onClose}
      title={place ? t`Move “${place.title}”` : ""}
      centered
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {id && place ? (
        <MoveForm key={id} id={id} sectionId={place.section?.id} onClose={onClose} />
      ) : null}
    </Modal>
  );
}

type FormProps = {
  id: string;
  /** The section that a lesson is in; undefined for a section. */
  sectionId: string | undefined;
  onClose: () => void;
};

function MoveForm({ id, sectionId, onClose }: FormProps) {
  const { t } = useLingui();
  const sort = useSortContext();
  const { sections } = sort.shown;
  const [target, setTarget] = useState(sectionId ?? "");
  const [chosen, setChosen] = useState<number | null>(null);
  const siblings = sectionId
    ? (sections.find((section) => section.id === target)?.lessons ?? [])
    : sections;
  const others = siblings.filter((item) => item.id !== id);
  const here = siblings.findIndex((item) => item.id === id);
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
