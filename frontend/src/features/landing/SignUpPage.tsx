import "@/ui/components.css";
import { Trans, useLingui } from "@lingui/react/macro";
import { Button, Divider, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { fieldErrors } from "@/api/words";
import { suggestSlug } from "@/lib/slug";
import { AuthCard } from "@/ui/AuthCard";
import { NewPasswordInput } from "@/ui/NewPasswordInput";
import { PageTitle } from "@/ui/PageTitle";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { ApexHeader } from "./ApexHeader";
import { SlugField } from "./SlugField";
import classes from "./SignUpPage.module.css";

/** An organization signs itself up and is taken to its own address. */
export function SignUpPage({ initialName = "" }: { initialName?: string }) {
  const { t, i18n } = useLingui();
  const [slugIsOwn, setSlugIsOwn] = useState(false);
  const form = useForm<Schema<"NewOrganization">>({
    initialValues: {
      name: initialName,
      slug: suggestSlug(initialName),
      owner: { name: "", email: "", password: "" },
    },
  });
  const signUp = useMutation({
    mutationFn: (body: Schema<"NewOrganization">) =>
      unwrap(api.POST("/api/v1/organizations", { body })),
    onSuccess: (created) => {
      window.location.assign(
        `${created.url.replace(/\/$/, "")}/handoff#code=${encodeURIComponent(created.handoff_code)}`,
      );
    },
    onError: (error) => form.setErrors(fieldErrors(i18n, error)),
  });
  const changeName = (name: string) => {
    form.setFieldValue("name", name);
    if (!slugIsOwn) form.setFieldValue("slug", suggestSlug(name));
  };
  return (
    <div>
      <ApexHeader quiet />
      <main id="main" className={classes.main}>
        <PageTitle>{t`Start your organization – Lyceum`}</PageTitle>
        <AuthCard
          title={<Trans>Start your organization</Trans>}
          intro={<Trans>It opens at its own address at once.</Trans>}
        >
          <form onSubmit={form.onSubmit((values) => signUp.mutate(values))}>
            <Stack>
              <ProblemNotice error={signUp.error} />
              <TextInput
                label={t`Name of the organization`}
                autoComplete="organization"
                required
                withAsterisk={false}
                maxLength={120}
                value={form.values.name}
                error={form.errors["name"]}
                onChange={(event) => changeName(event.currentTarget.value)}
              />
              <SlugField
                value={form.values.slug}
                error={form.errors["slug"]}
                onChange={(slug) => {
                  setSlugIsOwn(slug !== "");
                  form.setFieldValue("slug", slug);
                }}
              />
              <Divider label={t`You, its owner`} labelPosition="left" />
              <TextInput
                label={t`Your name`}
                autoComplete="name"
                required
                withAsterisk={false}
                {...form.getInputProps("owner.name")}
              />
              <TextInput
                label={t`Email`}
                type="email"
                autoComplete="username"
                required
                withAsterisk={false}
                {...form.getInputProps("owner.email")}
              />
              <NewPasswordInput {...form.getInputProps("owner.password")} />
              <Button
                type="submit"
                size="md"
                loading={signUp.isPending || signUp.isSuccess}
                fullWidth
              >
                <Trans>Open my organization</Trans>
              </Button>
            </Stack>
          </form>
        </AuthCard>
      </main>
    </div>
  );
}
