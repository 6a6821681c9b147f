import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import type { Editor } from "@tiptap/react";
import { type FormEvent, useState } from "react";
import { typedAddress } from "./content/values";

type Props = { editor: Editor; opened: boolean; onClose: () => void };

/** Asks where the selection leads. */
export function LinkDialog({ editor, opened, onClose }: Props) {
  const { t } = useLingui();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Link`}
      centered
      returnFocus={false}
      onExitTransitionEnd={() => editor.commands.focus()}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      <LinkForm editor={editor} onClose={onClose} />
    </Modal>
  );
}

function LinkForm({ editor, onClose }: Omit<Props, "opened">) {
  const { t } = useLingui();
  const [current] = useState(() => {
    const href: unknown = editor.getAttributes("link")["href"];
    return typeof href === "string" ? href : "";
  });
  const needsWords = current === "" && editor.state.selection.empty;
  const [address, setAddress] = useState(current);
  const [words, setWords] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const href = typedAddress(address);
    if (!href) {
      setWrong(true);
      return;
    }
    const chain = editor.chain().focus();
    if (needsWords) {
      chain.insertContent({
        type: "text",
        text: words.trim() || address.trim(),
        marks: [{ type: "link", attrs: { href } }],
      });
      chain.unsetMark("link").run();
    } else chain.extendMarkRange("link").setLink({ href }).run();
    onClose();
  };
  const remove = () => {
    editor.chain().focus().extendMarkRange("link").unsetLink().run();
    onClose();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          label={t`Address`}
          description={t`A web page or an email address`}
          placeholder="https://"
          inputMode="url"
          autoComplete="off"
          value={address}
          onChange={(event) => {
            setAddress(event.currentTarget.value);
            setWrong(false);
          }}
          error={
            wrong ? t`Enter an address that begins with https://, or an email address.` : undefined
          }
          data-autofocus
        />
        {needsWords ? (
          <TextInput
            label={t`Words of the link`}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        ) : null}
        <Group justify="flex-end" gap="xs">
          {current ? (
            <Button variant="subtle" color="red" onClick={remove} mr="auto">
              <Trans>Remove link</Trans>
            </Button>
          ) : null}
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit">
            <Trans>Set link</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
