import { Trans } from "@lingui/react/macro";
import classes from "./SkipLink.module.css";

export function SkipLink() {
  return (
    <a href="#main" className={classes.root}>
      <Trans>Skip to the content</Trans>
    </a>
  );
}
