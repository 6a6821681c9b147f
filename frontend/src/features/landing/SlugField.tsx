import { Trans, useLingui } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, unwrap } from "@/api/client";
import classes from "./SlugField.module.css";

type Props = { value: string; error: ReactNode; onChange: (slug: string) => void };

/** The address of an organization; says while one types whether it is free. */
export function SlugField({ value, error, onChange }: Props) {
  const { t } = useLingui();
  const [asked] = useDebouncedValue(value, 350);
  const check = useQuery({
    queryKey: ["slug", asked],
    queryFn: () =>
      unwrap(api.GET("/api/v1/slug-availability", { params: { query: { slug: asked } } })),
    enabled: asked.length > 0,
    retry: false,
    staleTime: 15_000,
  });
  const answer = check.data && check.data.slug === value ? check.data : null;
  return (
    <div>
      <TextInput
        label={t`Address`}
        required
        withAsterisk={false}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        value={value}
        error={error}
        aria-describedby="slug-answer"
        rightSection={<span className={classes.host}>.{window.location.host}</span>}
        rightSectionWidth={`${window.location.host.length + 3}ch`}
        rightSectionPointerEvents="none"
        onChange={(event) => onChange(event.currentTarget.value.toLowerCase().replace(/\s+/g, "-"))}
      />
      <p
        id="slug-answer"
        className={classes.answer}
        role="status"
        data-bad={answer?.available === false || undefined}
      >
        {answer ? <Answer available={answer.available} reason={answer.reason ?? null} /> : null}
        {!answer && value && !check.isError ? <Trans>Looking whether it is free …</Trans> : null}
      </p>
    </div>
  );
}

function Answer({ available, reason }: { available: boolean; reason: string | null }) {
  if (available) {
    return (
      <>
        <IconCheck size={16} stroke={2} aria-hidden />
        <Trans>This address is free.</Trans>
      </>
    );
  }
  return (
    <>
      <IconAlertTriangle size={16} stroke={2} aria-hidden />
      <SlugReason reason={reason} />
    </>
  );
}

function SlugReason({ reason }: { reason: string | null }) {
  if (reason === "taken") return <Trans>This address is taken.</Trans>;
  if (reason === "reserved") return <Trans>This address is reserved.</Trans>;
  return <Trans>Use 3 to 40 lowercase letters, digits and hyphens.</Trans>;
}
