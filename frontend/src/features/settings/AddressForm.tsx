import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { Schema } from "@/api/types";
import { fieldErrors, problemWords } from "@/api/words";
import { ConfirmDialog } from "@/ui/ConfirmDialog";
import { Panel } from "@/ui/Panel";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import classes from "./Settings.module.css";
import { useOrganizationPatch } from "./useOrganizationPatch";

const shape = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** Where the organization is found. A new address is another site for the browser: whoever moves it is taken along, everybody else signs in again. */
export function AddressForm({ organization }: { organization: Schema<"Organization"> }) {
  const { t, i18n } = useLingui();
  const patch = useOrganizationPatch();
  const [slug, setSlug] = useState(organization.slug);
  const [asking, setAsking] = useState(false);
  const { protocol, host } = new URL(organization.url);
  const newHost = host.replace(organization.slug, slug);
  const fits = slug.length >= 3 && slug.length <= 40 && shape.test(slug);
  const refused =
    patch.error &&
    (fieldErrors(i18n, patch.error)["slug"] ?? problemWords(i18n, asProblem(patch.error)));
  const change = (next: string) => {
    patch.reset();
    setSlug(next.toLowerCase().trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (fits && slug !== organization.slug) setAsking(true);
  };
  const move = async () => {
    try {
      const saved = await patch.mutateAsync({ slug });
      // The session stays with the old host: a code opens another one at the new host.
      const code = encodeURIComponent(saved.handoff_code ?? "");
      window.location.assign(`${saved.url}/handoff#code=${code}&to=settings`);
    } catch {
      // Shown beside the field, where it can be mended.
    }
  };
  return (
    <Panel>
      <form onSubmit={submit}>
        <Stack>
          <RefusableFields>
            <TextInput
              label={t`Address`}
              description={t`3 to 40 lowercase letters, digits and hyphens.`}
              size="md"
              autoCapitalize="none"
              autoCorrect="off"
              spellCheck={false}
              maxLength={40}
              value={slug}
              onChange={(event) => change(event.currentTarget.value)}
              error={
                refused ?? (fits ? null : t`Use 3 to 40 lowercase letters, digits and hyphens.`)
              }
            />
          </RefusableFields>
          <Text size="sm" className={classes.address}>
            {protocol}
            {"//"}
            <strong>{newHost}</strong>
          </Text>
          <Text size="sm" c="dimmed">
            <Trans>
              Links to the old address keep leading here, also those on certificates. Everybody else
              signs in once more at the new address, and programs with API keys should be told about
              it.
            </Trans>
          </Text>
          <Group justify="flex-end">
            <Refusable>
              <Button type="submit" size="md" disabled={!fits || slug === organization.slug}>
                <Trans>Change the address</Trans>
              </Button>
            </Refusable>
          </Group>
        </Stack>
      </form>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        question={<Trans>Move to a new address?</Trans>}
        consequence={
          <Trans>
            Your organization moves to <strong>{newHost}</strong> at once, and you with it.
            Everybody else signs in again there. The old address leads to the new one.
          </Trans>
        }
        confirm={<Trans>Move</Trans>}
        onConfirm={move}
        busy={patch.isPending}
      />
    </Panel>
  );
}
