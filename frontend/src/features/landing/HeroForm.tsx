import { Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";
import { suggestSlug } from "@/lib/slug";
import buttons from "./buttons.module.css";
import field from "./field.module.css";
import classes from "./HeroForm.module.css";

/** Starts the sign-up with the name of the organization, and shows the address that it would get. */
export function HeroForm() {
  const { t } = useLingui();
  const [name, setName] = useState("");
  const slug = suggestSlug(name) || "your-name";
  return (
    <form
      className={classes.root}
      onSubmit={(event) => {
        event.preventDefault();
        const query = name.trim() ? `?name=${encodeURIComponent(name.trim())}` : "";
        window.location.assign(`/sign-up${query}`);
      }}
    >
      <label className={classes.label} htmlFor="hero-name">
        <Trans>What is your organization called?</Trans>
      </label>
      <div className={classes.line}>
        <input
          id="hero-name"
          className={`${field.input} ${classes.input}`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          placeholder={t`Northwind Academy`}
          autoComplete="organization"
          maxLength={120}
        />
        <button type="submit" className={`${buttons.filled} ${buttons.tall}`}>
          <Trans>Start now</Trans>
        </button>
      </div>
      <p className={classes.address} aria-live="polite">
        <Trans>
          Your address: <span className={classes.slug}>{slug}</span>.{window.location.host}
        </Trans>
      </p>
    </form>
  );
}
