import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schema } from "@/api/types";
import { longDate, moneyWords } from "@/lib/format";
import { LinkText } from "@/lib/links";
import { Notice } from "@/ui/Notice";
import { intervalWord, planWord } from "./offers";
import classes from "./Change.module.css";
import { amountWords, metricName, offerWords, planName } from "./words";

type Preview = Schema<"PlanPreview">;

/** What another plan would mean: when it comes, what is due, and what it has no room for. */
export function ChangePreview({ preview }: { preview: Preview }) {
  return (
    <Stack>
      <When preview={preview} />
      <Due preview={preview} />
      <Exceeded preview={preview} />
      <Frozen preview={preview} />
    </Stack>
  );
}

function When({ preview }: { preview: Preview }) {
  const { i18n } = useLingui();
  const date = preview.effective_at ? longDate(i18n, preview.effective_at) : null;
  const name = offerWords(i18n, preview.plan, preview.interval);
  if (preview.when === "never") {
    return (
      <Text>
        <Trans>It is so already.</Trans>
      </Text>
    );
  }
  if (preview.when === "checkout") {
    return (
      <Text>
        <Trans>There is no subscription that could be changed. Choose a plan on this page.</Trans>
      </Text>
    );
  }
  if (preview.when === "now") {
    return (
      <Text>
        <Trans>The change comes at once: {name}.</Trans>
      </Text>
    );
  }
  if (preview.plan === "free") {
    return (
      <Text>
        <Trans>
          Everything stays as it is until {date}, and nothing more is paid. Then your organization
          goes on with Free. Nothing is deleted.
        </Trans>
      </Text>
    );
  }
  return (
    <Text>
      <Trans>
        Everything stays as it is until {date}. From then on: {name}. Nothing is deleted.
      </Trans>
    </Text>
  );
}

function Due({ preview }: { preview: Preview }) {
  const { i18n } = useLingui();
  const { due_now: due, lines } = preview;
  if (!due) return null;
  const isCredit = due.amount < 0;
  const sum = moneyWords(i18n, Math.abs(due.amount), due.currency);
  return (
    <div className={classes.due}>
      <dl className={classes.lines}>
        {lines.map((line, index) => (
          <div key={index}>
            <dt>{line.description}</dt>
            <dd>{moneyWords(i18n, line.amount.amount, line.amount.currency)}</dd>
          </div>
        ))}
        <div className={classes.sum}>
          <dt>{isCredit ? <Trans>Credit for the next bill</Trans> : <Trans>Due now</Trans>}</dt>
          <dd>{sum}</dd>
        </div>
      </dl>
      <p className={classes.note}>
        <Trans>Taxes come on top where they apply.</Trans>
      </p>
    </div>
  );
}

function Exceeded({ preview }: { preview: Preview }) {
  const { i18n } = useLingui();
  const plan = planName(i18n, preview.plan);
  if (preview.exceeded.length === 0) return null;
  return (
    <Notice tone="warn" title={<Trans>More is in use than {plan} allows</Trans>}>
      <ul className={classes.exceeded}>
        {preview.exceeded.map(({ metric, used, limit }) => (
          <li key={metric}>
            <Trans>
              {metricName(i18n, metric)}: {amountWords(i18n, metric, used)} in use,{" "}
              {amountWords(i18n, metric, limit)} allowed
            </Trans>
          </li>
        ))}
      </ul>
      <Trans>What is there stays. Nothing can be added there until there is room.</Trans>
    </Notice>
  );
}

function Frozen({ preview }: { preview: Preview }) {
  const { frozen_courses: courses, frozen_members: members } = preview;
  const plan = planWord(preview.plan);
  if (courses.length === 0 && members.length === 0) return null;
  return (
    <div className={classes.frozen}>
      <Names
        id="frozen-courses"
        title={
          <Plural
            value={courses.length}
            one="# course would be frozen"
            other="# courses would be frozen"
          />
        }
        things={courses}
      >
        <Trans>Who is in them learns on. They can be read, and nothing can be changed.</Trans>
      </Names>
      <Names
        id="frozen-members"
        title={
          <Plural
            value={members.length}
            one="# person could not write courses any more"
            other="# people could not write courses any more"
          />
        }
        things={members}
      >
        <Trans>They keep their account and can read everything.</Trans>
      </Names>
      {plan ? (
        <LinkText to="/plan/kept" search={{ plan, to: intervalWord(preview.interval) }}>
          <Trans>Choose what is kept</Trans>
        </LinkText>
      ) : null}
    </div>
  );
}

type NamesProps = {
  id: string;
  title: ReactNode;
  things: Schema<"FreezableThing">[];
  children: ReactNode;
};

function Names({ id, title, things, children }: NamesProps) {
  if (things.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p className={classes.note}>{children}</p>
      {/* A keyboard scrolls what has the focus. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className={classes.names} tabIndex={0} aria-labelledby={id}>
        {things.map((thing) => (
          <li key={thing.id}>{thing.name}</li>
        ))}
      </ul>
    </section>
  );
}
