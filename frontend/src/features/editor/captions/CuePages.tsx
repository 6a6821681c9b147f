import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import classes from "./Workshop.module.css";

type Props = {
  at: number;
  pages: number;
  from: number;
  to: number;
  all: number;
  onPage: (at: number) => void;
};

/** Leads to the lines before and after those on the page. */
export function CuePages({ at, pages, from, to, all, onPage }: Props) {
  const { t } = useLingui();
  return (
    <nav className={classes.bar} aria-label={t`Pages of lines`}>
      <Button size="md" variant="default" disabled={at === 0} onClick={() => onPage(at - 1)}>
        <Trans>Earlier</Trans>
      </Button>
      <span className={classes.note} role="status">
        <Trans>
          Lines {from} to {to} of {all}
        </Trans>
      </span>
      <Button
        size="md"
        variant="default"
        disabled={at === pages - 1}
        onClick={() => onPage(at + 1)}
      >
        <Trans>Later</Trans>
      </Button>
    </nav>
  );
}
