import { Trans, useLingui } from "@lingui/react/macro";
import { Button, ColorInput, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconPhotoUp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { fieldErrors } from "@/api/words";
import { defaultColor, parseHex } from "@/app/brand";
import { announceDone } from "@/ui/announce";
import { Notice } from "@/ui/Notice";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { adjustments, BrandPreview } from "./BrandPreview";
import { useOrganizationPatch } from "./useOrganizationPatch";

type LogoPicture = { id: string; url: string | null };
type Draft = { color: string; logo: LogoPicture | null };

const suggested = [
  defaultColor,
  "#1d4f91",
  "#5b3cc4",
  "#a3215f",
  "#b3261e",
  "#b45309",
  "#4d7c0f",
  "#334155",
];

function draftOf({ branding }: Schema<"Organization">): Draft {
  const { color, logo_asset_id: id, logo_url: url } = branding;
  return { color: color ?? "", logo: id ? { id, url } : null };
}

/** Color and logo: tried out here first, and everywhere as soon as they are saved. */
export function BrandingForm({ organization }: { organization: Schema<"Organization"> }) {
  const { t, i18n } = useLingui();
  const patch = useOrganizationPatch();
  const [draft, setDraft] = useState(() => draftOf(organization));
  const upload = useMutation({
    mutationFn: (file: File) =>
      unwrap(
        api.POST("/api/v1/assets", {
          params: { query: { file_name: file.name } },
          headers: { "Content-Type": file.type },
          body: [],
          // The picture itself is the body, not JSON.
          bodySerializer: () => file,
        }),
      ),
    onSuccess: ({ id, url }) => setDraft((before) => ({ ...before, logo: { id, url } })),
  });
  const saved = draftOf(organization);
  const color = draft.color.trim().toLowerCase();
  const isColor = color === "" || parseHex(color) != null;
  const shownColor = color !== "" && isColor ? color : null;
  const isDirty = color !== saved.color || draft.logo?.id !== saved.logo?.id;
  const isOurs = color === "" && draft.logo == null;
  const changed = shownColor ? adjustments(shownColor) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isColor) return;
    patch.mutate(
      { branding: { color: color || null, logo_asset_id: draft.logo?.id ?? null } },
      {
        onSuccess: (next) => {
          setDraft(draftOf(next));
          announceDone(t`The new look is saved.`);
        },
      },
    );
  };
  const colorProblem = fieldErrors(i18n, patch.error)["branding.color"];
  return (
    <Panel>
      <form onSubmit={submit}>
        <Stack gap="lg">
          <ProblemNotice error={patch.error ?? upload.error} />
          <RefusableFields>
            <ColorInput
              label={t`Color`}
              description={t`Choose one or write its hex code. Empty means the color of Lyceum.`}
              size="md"
              maw="22rem"
              format="hex"
              fixOnBlur={false}
              eyeDropperButtonProps={{ "aria-label": t`Pick a color from the screen` }}
              swatches={suggested}
              swatchesPerRow={8}
              placeholder={defaultColor}
              value={draft.color}
              onChange={(next) => setDraft((before) => ({ ...before, color: next }))}
              error={isColor ? colorProblem : t`Write it as # and six digits, such as #12695c.`}
            />
          </RefusableFields>
          <Stack gap="xs">
            <Text fw={600}>
              <Trans>Logo</Trans>
            </Text>
            <Group>
              <FileButton
                accept="image/png,image/jpeg,image/webp,image/gif"
                onChange={(file) => file && upload.mutate(file)}
              >
                {(props) => (
                  <Refusable>
                    <Button
                      {...props}
                      variant="default"
                      size="md"
                      loading={upload.isPending}
                      leftSection={<IconPhotoUp size={18} aria-hidden />}
                    >
                      {draft.logo ? <Trans>Change the logo</Trans> : <Trans>Upload a logo</Trans>}
                    </Button>
                  </Refusable>
                )}
              </FileButton>
              {draft.logo ? (
                <Refusable>
                  <Button
                    variant="subtle"
                    size="md"
                    onClick={() => setDraft((before) => ({ ...before, logo: null }))}
                  >
                    <Trans>Remove the logo</Trans>
                  </Button>
                </Refusable>
              ) : null}
            </Group>
            <Text size="sm" c="dimmed">
              <Trans>PNG, JPEG, WebP or GIF up to 10 MB. It is shown 32 pixels high.</Trans>
            </Text>
          </Stack>
          <BrandPreview
            name={organization.name}
            color={shownColor}
            logoUrl={draft.logo?.url ?? null}
          />
          {changed ? (
            <Notice tone="info" title={<Trans>Adjusted to stay readable</Trans>}>
              {changed}
            </Notice>
          ) : null}
          <Group justify="flex-end" gap="xs">
            {isOurs ? null : (
              <Refusable>
                <Button
                  variant="subtle"
                  size="md"
                  onClick={() => setDraft({ color: "", logo: null })}
                >
                  <Trans>Back to the look of Lyceum</Trans>
                </Button>
              </Refusable>
            )}
            {isDirty ? (
              <Button variant="default" size="md" onClick={() => setDraft(saved)}>
                <Trans>Discard changes</Trans>
              </Button>
            ) : null}
            <Refusable>
              <Button type="submit" size="md" loading={patch.isPending} disabled={!isDirty}>
                <Trans>Save the look</Trans>
              </Button>
            </Refusable>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
