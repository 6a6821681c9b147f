import classes from "./CoursePicture.module.css";

/** The picture of a course; one without gets a pattern made from its title, the same every time. */
export function CoursePicture({ url, title }: { url: string | null | undefined; title: string }) {
  if (url)
    return <img src={url} alt="" className={classes.image} loading="lazy" decoding="async" />;
  const seed = Array.from(title).reduce(
    (sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 997,
    7,
  );
  return (
    <svg
      viewBox="0 0 160 90"
      preserveAspectRatio="xMidYMid slice"
      className={classes.pattern}
      aria-hidden
    >
      <circle
        cx={20 + (seed % 120)}
        cy={10 + (seed % 70)}
        r={26 + (seed % 22)}
        className={classes.disc}
      />
      <path
        d={`M0 ${60 + (seed % 20)} Q ${40 + (seed % 30)} ${30 + (seed % 40)} 80 ${58 + (seed % 14)} T 160 ${44 + (seed % 26)} V 90 H 0 Z`}
        className={classes.hill}
      />
      <path
        d={`M0 ${74 + (seed % 9)} Q ${60 - (seed % 30)} ${56 + (seed % 18)} 110 ${70 + (seed % 8)} T 160 ${66 + (seed % 12)} V 90 H 0 Z`}
        className={classes.near}
      />
    </svg>
  );
}
