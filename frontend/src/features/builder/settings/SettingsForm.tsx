import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useBlocker } from "@tanstack/react-router";
import { hasCode } from "@/api/problem";
import type { Schema } from "@/api/types";
import { fieldErrors } from "@/api/words";
import { announceDone } from "@/ui/announce";
import { Panel } from "@/ui/Panel";
import { ProblemNotice } from "@/ui/ProblemNotice";
import { Refusable, RefusableFields } from "@/ui/Refusable";
import { AccessFields } from "./AccessFields";
import { AboutFields } from "./AboutFields";
import { DetailFields } from "./DetailFields";
import classes from "./SettingsPage.module.css";
import { useCoursePatch } from "./useCoursePatch";
import { patchOf, type SettingsValues, valuesOf } from "./values";

type Props = { course: Schema<"Course">; onReload: () => void };

/** Everything about a course that is words or a switch. */
export function SettingsForm({ course, onReload }: Props) {
  const { t, i18n } = useLingui();
  const form = useForm<SettingsValues>({ initialValues: valuesOf(course) });
  const save = useCoursePatch(course);
  const isDirty = form.isDirty();
  useBlocker({
    shouldBlockFn: () => isDirty && !window.confirm(t`Leave without saving your changes?`),
    enableBeforeUnload: () => isDirty,
  });
  const slugError = (error: unknown) => {
    if (hasCode(error, "slug_taken")) return { slug: t`Another course has this address.` };
    if (!hasCode(error, "invalid_slug")) return {};
    return { slug: t`Use lowercase letters, digits and single hyphens.` };
  };
  const submit = form.onSubmit((values) => {
    save.mutate(patchOf(form.getInitialValues(), values), {
      onSuccess: (saved) => {
        form.setInitialValues(valuesOf(saved));
        form.reset();
        announceDone(t`Saved.`);
      },
      onError: (error) => {
        const errors = { ...fieldErrors(i18n, error), ...slugError(error) };
        form.setErrors(errors);
        const [first] = Object.keys(errors);
        if (first) form.getInputNode(first)?.focus();
      },
    });
  });
  const reload = hasCode(save.error, "stale_version") ? (
    <Button variant="default" onClick={onReload}>
      <Trans>Load again and drop my changes</Trans>
    </Button>
  ) : null;
  return (
    <form onSubmit={submit} style={{ display: "contents" }}>
      <Panel>
        <h3 className={classes.sub}>
          <Trans>About the course</Trans>
        </h3>
        <RefusableFields>
          <AboutFields form={form} />
        </RefusableFields>
      </Panel>
      <Panel>
        <h3 className={classes.sub}>
          <Trans>Who may take it</Trans>
        </h3>
        <RefusableFields>
          <AccessFields form={form} />
        </RefusableFields>
      </Panel>
      <Panel>
        <h3 className={classes.sub}>
          <Trans>Details in the catalog</Trans>
        </h3>
        <RefusableFields>
          <DetailFields form={form} />
        </RefusableFields>
      </Panel>
      <div className={classes.save} data-dirty={isDirty || undefined}>
        {save.error && !hasCode(save.error, "slug_taken", "invalid_slug") ? (
          <div className={classes.refusal}>
            <ProblemNotice error={save.error} action={reload} />
          </div>
        ) : null}
        <span role="status">{isDirty ? <Trans>You have unsaved changes.</Trans> : null}</span>
        <Refusable>
          <Button type="submit" size="md" loading={save.isPending} disabled={!isDirty}>
            <Trans>Save</Trans>
          </Button>
        </Refusable>
      </div>
    </form>
  );
}
