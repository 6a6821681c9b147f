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
        <svg viewBox="0 0 7 7" className={classes.qr}>
          <path d="M0 0h3v3H0zM4 0h3v3H4zM0 4h3v3H0zM4 4h1v1H4zM6 4h1v1H6zM5 5h1v1H5zM4 6h1v1H4zM6 6h1v1H6z" />
        </svg>
      </div>
    </div>
  );
}
