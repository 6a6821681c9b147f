/** Small pictures of the product, drawn with the product's own parts. Decoration: hidden from screen readers. */
import { Trans } from "@lingui/react/macro";
import { IconCheck, IconGripVertical, IconRosetteDiscountCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./pictures.module.css";

function Lines({ widths }: { widths: number[] }) {
  return widths.map((width) => (
    <span key={width} className={classes.textLine} style={{ inlineSize: `${width}%` }} />
  ));
}

export function HeroPicture() {
  return (
    <div className={classes.hero} aria-hidden>
      <div className={classes.player}>
        <div className={classes.outline}>
          <span className={classes.course}>
            <Trans>Safe on Site</Trans>
          </span>
          <Step done>
            <Trans>Before you start</Trans>
          </Step>
          <Step done>
            <Trans>Helmets and harnesses</Trans>
          </Step>
          <Step current>
            <Trans>Working at height</Trans>
          </Step>
          <Step>
            <Trans>When things go wrong</Trans>
          </Step>
        </div>
        <div className={classes.lesson}>
          <span className={classes.lessonTitle}>
            <Trans>Working at height</Trans>
          </span>
          <Lines widths={[96, 91, 98, 64]} />
          <span className={classes.drawing}>
            <svg viewBox="0 0 200 84" role="presentation">
              <path d="M14 72h172M34 72V26h132v46M34 42h132M66 26v46M100 26v46M134 26v46" />
              <path className={classes.accent} d="M100 26 118 8l18 18" />
            </svg>
          </span>
          <Lines widths={[94, 88, 42]} />
          <span className={classes.bar}>
            <span />
          </span>
        </div>
      </div>
      <div className={classes.seal}>
        <IconRosetteDiscountCheck size={30} stroke={1.6} />
        <span>
          <strong>
            <Trans>Verified</Trans>
          </strong>
          <small>7K2QF-M9XWD-3H8TB</small>
        </span>
      </div>
    </div>
  );
}

function Step({
  done,
  current,
  children,
}: {
  done?: boolean;
  current?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={classes.step} data-current={current || undefined}>
      <span className={classes.dot} data-done={done || undefined}>
        {done ? <IconCheck size={11} stroke={3} /> : null}
      </span>
      {children}
    </span>
  );
}

export function BuilderPicture() {
  return (
    <div className={classes.frame} aria-hidden>
      <div className={classes.builder}>
        {[72, 54, 63].map((width, row) => (
          <span key={width} className={classes.brick} data-lifted={row === 1 || undefined}>
            <IconGripVertical size={16} stroke={1.6} />
            <span className={classes.textLine} style={{ inlineSize: `${width}%` }} />
            <span className={classes.chip}>
              {row === 2 ? <Trans>Empty</Trans> : <Trans>Ready</Trans>}
            </span>
          </span>
        ))}
      </div>
    </div>
  );
}

export function ProgressPicture() {
  return (
    <div className={classes.frame} aria-hidden>
      <div className={classes.progress}>
        <svg viewBox="0 0 120 120" className={classes.ring}>
          <circle cx="60" cy="60" r="50" />
          <circle cx="60" cy="60" r="50" className={classes.ringDone} pathLength="100" />
          <text x="60" y="68">
            75%
          </text>
        </svg>
        <span className={classes.missing}>
          <strong>
            <Trans>Two things left</Trans>
          </strong>
          <span>
            <Trans>Read to the end</Trans>
          </span>
          <span>
            <Trans>About a minute more</Trans>
          </span>
        </span>
      </div>
    </div>
  );
}

export function CertificatePicture() {
  return (
    <div className={classes.frame} aria-hidden>
      <div className={classes.certificate}>
        <span className={classes.certificateSmall}>
          <Trans>Certificate of completion</Trans>
        </span>
        <span className={classes.certificateName}>Ann Okafor</span>
        <span className={classes.certificateSmall}>
          <Trans>Safe on Site</Trans>
        </span>
        <svg viewBox="0 0 21 21" className={classes.qr}>
          <path
            fillRule="evenodd"
            d="M0 0h7v7H0zM1 1v5h5V1zM2 2h3v3H2zM14 0h7v7h-7zM15 1v5h5V1zM16 2h3v3h-3zM0 14h7v7H0zM1 15v5h5v-5zM2 16h3v3H2zM8 0h2v2H8zM11 1h2v2h-2zM8 4h1v3H8zM10 5h3v1h-3zM0 8h2v1H0zM3 8h1v2H3zM5 9h3v1H5zM9 8h2v3H9zM12 8h1v2h-1zM14 8h3v1h-3zM18 9h3v1h-3zM1 11h3v2H1zM6 11h2v2H6zM11 12h3v1h-3zM15 11h2v2h-2zM19 11h2v3h-2zM8 14h2v2H8zM11 15h2v3h-2zM14 14h2v1h-2zM17 15h3v2h-3zM8 18h1v3H8zM10 19h2v2h-2zM14 17h2v4h-2zM17 18h1v1h-1zM19 19h2v2h-2z"
          />
        </svg>
      </div>
    </div>
  );
}
