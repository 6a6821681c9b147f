import classes from "./Logo.module.css";

/** The mark and name of Lyceum itself. */
export function Logo() {
  return (
    <span className={classes.root}>
      <img src="/favicon.svg" alt="" width={28} height={28} />
      <span className={classes.name}>Lyceum</span>
    </span>
  );
}

/** The logo of an organization, or its first letter on its color, with its name. */
export function OrganizationLogo({
  name,
  logoUrl,
}: {
  name: string;
  logoUrl: string | null | undefined;
}) {
  return (
    <span className={classes.root}>
      {logoUrl ? (
        <img src={logoUrl} alt="" className={classes.picture} />
      ) : (
        <span className={classes.letter} aria-hidden>
          {Array.from(name)[0]?.toUpperCase() ?? "L"}
        </span>
      )}
      <span className={classes.name}>{name}</span>
    </span>
  );
}
