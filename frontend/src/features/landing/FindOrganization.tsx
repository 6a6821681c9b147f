import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { suggestSlug } from "@/lib/slug";
import buttons from "./buttons.module.css";
import field from "./field.module.css";
import classes from "./FindOrganization.module.css";

/** Members sign in at their organization's own address: this leads there. */
export function FindOrganization() {
  const { t } = useLingui();
  const [slug, setSlug] = useState("");
  const { protocol, host } = window.location;
  return (
    <form
      id="sign-in"
      className={classes.root}
      onSubmit={(event) => {
        event.preventDefault();
        const address = suggestSlug(slug);
        if (address) window.location.assign(`${protocol}//${address}.${host}/sign-in`);
      }}
    >
      <label htmlFor="find-slug" className={classes.label}>
        <Trans>Sign in at your organization</Trans>
      </label>
      <div className={classes.line}>
        <input
          id="find-slug"
          className={`${field.input} ${classes.input}`}
          value={slug}
          onChange={(event) => setSlug(event.currentTarget.value)}
          placeholder={t`your-name`}
          autoCapitalize="none"
          spellCheck={false}
          required
          aria-describedby="find-host"
        />
        <span id="find-host" className={classes.host}>
          .{host}
        </span>
        <button type="submit" className={buttons.quiet}>
          <Trans>Go</Trans>
        </button>
      </div>
    </form>
  );
}
