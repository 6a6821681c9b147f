import { Trans, useLingui } from "@lingui/react/macro";
import { UnstyledButton } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import classes from "./Overlays.module.css";
import { usePlayer } from "./player";

const SECONDS = 8;

/** After the end: the next lesson opens by itself, unless somebody would rather stay. */
export function NextCountdown({
  title,
  go,
  onCancel,
}: {
  title: string;
  go: () => void;
  onCancel: () => void;
}) {
  const { t } = useLingui();
  const { stage, announce } = usePlayer();
  const [left, setLeft] = useState(SECONDS);
  const stay = useRef<HTMLButtonElement>(null);
  const latest = useRef(go);
  useEffect(() => {
    latest.current = go;
  });
  useEffect(() => {
    const timer = window.setInterval(() => {
      // Nobody is taken away from a page that they do not look at.
      if (document.visibilityState === "visible") setLeft((seconds) => seconds - 1);
    }, 1000);
    return () => window.clearInterval(timer);
  }, []);
  useEffect(() => {
    if (left === 0) latest.current();
  }, [left]);
  const told = t`${title} opens in ${SECONDS} seconds.`;
  useEffect(() => {
    announce(told);
    // The controls that had the focus are out of reach now; a key pressed by chance rather stays than leaves.
    const { activeElement } = document;
    if (activeElement === document.body || stage?.contains(activeElement)) stay.current?.focus();
  }, [announce, told, stage]);
  const seconds = Math.max(0, left);
  return (
    <div className={classes.shade} role="group" aria-label={t`Next lesson`}>
      <p className={classes.words} aria-hidden>
        <Trans>Next lesson in {seconds} s</Trans>
      </p>
      <p className={classes.heading}>{title}</p>
      <div className={classes.buttons}>
        <UnstyledButton className={classes.primary} onClick={go}>
          <Trans>Open now</Trans>
        </UnstyledButton>
        <UnstyledButton ref={stay} className={classes.secondary} onClick={onCancel}>
          <Trans>Stay here</Trans>
        </UnstyledButton>
      </div>
    </div>
  );
}
