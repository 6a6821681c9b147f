import { Trans, useLingui } from "@lingui/react/macro";
import {
  Button,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  NativeSelect,
  Stack,
  TextInput,
} from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import { fieldErrors } from "@/api/words";
import { Notice } from "@/ui/Notice";
import { ProblemNotice } from "@/ui/ProblemNotice";
import classes from "./Admin.module.css";
import { apiKeysKey } from "./queries";
import { type Scope, scopesFrom, scopeWords } from "./scopes";

const day = 86_400_000;

/** Makes a key, and shows its secret the one time that it can be seen. */
export function CreateApiKey({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useLingui();
  const [secret, setSecret] = useState<string | null>(null);
  const close = () => {
    setSecret(null);
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={secret ? t`Copy your key now` : t`New API key`}
      // A slip beside the dialog must not lose the secret.
      closeOnClickOutside={!secret}
      closeOnEscape={!secret}
    >
      {secret ? (
        <Secret secret={secret} onClose={close} />
      ) : (
        <CreateForm onMade={setSecret} onClose={close} />
      )}
    </Modal>
  );
}

function CreateForm({
  onMade,
  onClose,
}: {
  onMade: (secret: string) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useLingui();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [days, setDays] = useState("90");
  const [submitted, setSubmitted] = useState(false);
  const create = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/api-keys", {
          body: {
            name: name.trim(),
            scopes,
            expires_at: days ? new Date(Date.now() + Number(days) * day).toISOString() : null,
          },
        }),
      ),
    onSuccess: (key) => {
      void queryClient.invalidateQueries({ queryKey: apiKeysKey });
      onMade(key.secret);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setSubmitted(true);
    if (name.trim() && scopes.length > 0) create.mutate();
  };
  const nameError = fieldErrors(i18n, create.error)["name"];
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {nameError ? null : <ProblemNotice error={create.error} />}
        <TextInput
          label={t`Name`}
          description={t`What the key is for, such as the program that will use it.`}
          size="md"
          maxLength={120}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={submitted && !name.trim() ? t`Fill this in.` : nameError}
        />
        <Checkbox.Group
          label={t`What it may do`}
          description={t`Never more than you may do yourself. Choose as little as the program needs.`}
          value={scopes}
          onChange={(words) => setScopes(scopesFrom(words))}
          error={submitted && scopes.length === 0 ? t`Choose at least one.` : null}
        >
          <Stack gap="sm" mt="sm">
            {scopeWords.map(({ scope, name: word, meaning }) => (
              <Checkbox
                key={scope}
                size="md"
                value={scope}
                label={i18n._(word)}
                description={i18n._(meaning)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t`Works for`}
          size="md"
          value={days}
          data={[
            { value: "30", label: t`30 days` },
            { value: "90", label: t`90 days` },
            { value: "365", label: t`One year` },
            { value: "", label: t`Until it is revoked` },
          ]}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" size="md" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" size="md" loading={create.isPending}>
            <Trans>Create the key</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Stack>
      <Notice tone="warn" role="status">
        <Trans>This is the only time that the key is shown. Keep it as safe as a password.</Trans>
      </Notice>
      <code className={classes.secret} aria-label={t`Your new API key`}>
        {secret}
      </code>
      <Group justify="flex-end" gap="xs">
        <CopyButton value={secret} timeout={4000}>
          {({ copied, copy }) => (
            <Button
              size="md"
              data-autofocus
              leftSection={
                copied ? <IconCheck size={18} aria-hidden /> : <IconCopy size={18} aria-hidden />
              }
              onClick={copy}
            >
              <span aria-live="polite">{copied ? t`Copied` : t`Copy the key`}</span>
            </Button>
          )}
        </CopyButton>
        <Button variant="default" size="md" onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      </Group>
    </Stack>
  );
}
