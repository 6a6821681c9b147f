import { Trans, useLingui } from "@lingui/react/macro";
import { IconArrowRight } from "@tabler/icons-react";
import { Logo } from "@/ui/Logo";
import { PageTitle } from "@/ui/PageTitle";
import { ApexHeader } from "./ApexHeader";
import classes from "./ApexLanding.module.css";
import buttons from "./buttons.module.css";
import { FindOrganization } from "./FindOrganization";
import { HeroForm } from "./HeroForm";
import { BuilderPicture, CertificatePicture, HeroPicture, ProgressPicture } from "./pictures";

/** The product's own front door. */
export default function ApexLanding() {
  const { t } = useLingui();
  return (
    <div className={classes.page}>
      <PageTitle>{t`Lyceum – courses and certificates in your own name`}</PageTitle>
      <ApexHeader />
      <main id="main">
        <section className={classes.hero}>
          <div className={classes.heroWords}>
            <h1 className={classes.headline}>
              <Trans>Teach in your own name.</Trans>
            </h1>
            <p className={classes.lead}>
              <Trans>
                Lyceum gives your organization a place of its own to build courses, see where every
                learner stands, and issue certificates that anyone can verify.
              </Trans>
            </p>
            <HeroForm />
          </div>
          <HeroPicture />
        </section>

        <section id="how" className={classes.story} aria-label={t`How it works`}>
          <article className={classes.row}>
            <div className={classes.rowWords}>
              <h2>
                <Trans>Write the lesson, not the paperwork</Trans>
              </h2>
              <p>
                <Trans>
                  Sections and lessons move by mouse, touch or keyboard. What you write saves
                  itself. Before a course goes out, Lyceum tells you which lesson is still empty and
                  which picture has no description.
                </Trans>
              </p>
            </div>
            <BuilderPicture />
          </article>
          <article className={classes.row}>
            <div className={classes.rowWords}>
              <h2>
                <Trans>Progress that explains itself</Trans>
              </h2>
              <p>
                <Trans>
                  Every learner opens the next thing to do at once, on a phone or a train, and never
                  loses a place. When a lesson does not count yet, it says in words what is missing.
                  What somebody finished stays finished, however you edit the course.
                </Trans>
              </p>
            </div>
            <ProgressPicture />
          </article>
          <article className={classes.row}>
            <div className={classes.rowWords}>
              <h2>
                <Trans>Certificates that prove themselves</Trans>
              </h2>
              <p>
                <Trans>
                  The last lesson done, the certificate is there: a PDF in your colors with a code
                  and a QR code. Anyone who scans it sees what was signed, and their own browser
                  checks the signature.
                </Trans>
              </p>
            </div>
            <CertificatePicture />
          </article>
        </section>

        <section className={classes.facts} aria-label={t`What you can rely on`}>
          <dl>
            <div>
              <dt>
                <Trans>Your own address</Trans>
              </dt>
              <dd>
                <Trans>Your name, your color, your logo, from the first minute.</Trans>
              </dd>
            </div>
            <div>
              <dt>
                <Trans>Your own data</Trans>
              </dt>
              <dd>
                <Trans>
                  Run it yourself on one machine with one command, or on as many as you like.
                </Trans>
              </dd>
            </div>
            <div>
              <dt>
                <Trans>No private door</Trans>
              </dt>
              <dd>
                <Trans>
                  This web app uses the same documented API that yours can.{" "}
                  <a href="/docs">Read it</a>
                </Trans>
              </dd>
            </div>
            <div>
              <dt>
                <Trans>For everybody</Trans>
              </dt>
              <dd>
                <Trans>Keyboard, screen reader, small screen, dark and light.</Trans>
              </dd>
            </div>
          </dl>
        </section>

        <section className={classes.close}>
          <h2>
            <Trans>Your first course could be out today.</Trans>
          </h2>
          <a className={`${buttons.filled} ${buttons.large}`} href="/sign-up">
            <Trans>Start your organization</Trans>
            <IconArrowRight size={20} aria-hidden />
          </a>
        </section>
      </main>
      <footer className={classes.footer}>
        <Logo />
        <FindOrganization />
      </footer>
    </div>
  );
}
