import { Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { suggestSlug } from "@/lib/slug";
import classes from "./HeroForm.module.css";

/** Starts the sign-up with the name of the organization, and shows the address that it would get. */
export function HeroForm() {
  const { t } = useLingui();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const slug = suggestSlug(name) || "your-name";
  return (
    <form
      className={classes.root}
      onSubmit={(event) => {
        event.preventDefault();
        void navigate({ to: "/sign-up", search: name.trim() ? { name: name.trim() } : {} });
      }}
    >
      <label className={classes.label} htmlFor="hero-name">
        <Trans>What is your organization called?</Trans>
      </label>
      <div className={classes.line}>
        <input
          id="hero-name"
          className={classes.input}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          placeholder={t`Northwind Academy`}
          autoComplete="organization"
          maxLength={120}
        />
        <Button type="submit" size="md" className={classes.button}>
          <Trans>Start now</Trans>
        </Button>
      </div>
      <p className={classes.address} aria-live="polite">
        <Trans>
          Your address: <span className={classes.slug}>{slug}</span>.{window.location.host}
        </Trans>
      </p>
    </form>
  );
}
