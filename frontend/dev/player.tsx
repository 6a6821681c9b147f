/** The video player by itself, with a stand-in for the API: the server of the browser tests, or whatever is at `/media`. */
import "@/app/styles.css";
import "@/ui/components.css";
import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { createRoot } from "react-dom/client";
import { startLocale, textDirection } from "@/app/locale";
import { themeFor, variablesFor } from "@/app/theme";
import type { CaptionTrack, VideoSource, WatchedInterval } from "@/ui/video/types";

const VideoPlayer = lazy(async () => ({
  default: (await import("@/ui/video/VideoPlayer")).VideoPlayer,
}));

type Seen = {
  loads: number;
  renewals: number;
  watched: WatchedInterval[];
  positions: number[];
  ended: number;
  next: number;
};

declare global {
  interface Window {
    seen: Seen;
  }
}

window.seen = { loads: 0, renewals: 0, watched: [], positions: [], ended: 0, next: 0 };
const asked = new URLSearchParams(window.location.search);

const english = `WEBVTT

00:00.000 --> 00:04.000
Welcome to the bakery.

00:04.000 --> 00:09.000
Today we <i>knead</i> the dough
by hand.

00:09.000 --> 00:15.000
Flour, water, salt and a little yeast.

00:15.000 --> 00:22.000
Fold the dough and wait for ten minutes.

00:22.000 --> 00:30.000
A warm place makes the dough rise.

00:30.000 --> 00:40.000
Now the oven does the rest.
`;
const german = english
  .replace("Welcome to the bakery.", "Willkommen in der Bäckerei.")
  .replace("Today we <i>knead</i> the dough\nby hand.", "Heute kneten wir den Teig\nmit der Hand.")
  .replace("Flour, water, salt and a little yeast.", "Mehl, Wasser, Salz und etwas Hefe.")
  .replace("Fold the dough and wait for ten minutes.", "Falten und zehn Minuten warten.")
  .replace("A warm place makes the dough rise.", "An einem warmen Ort geht der Teig auf.")
  .replace("Now the oven does the rest.", "Den Rest macht der Ofen.");
const captions: CaptionTrack[] = [
  { language: "en", label: "English", text: english },
  { language: "de", label: "Deutsch", text: german },
];

async function source(): Promise<VideoSource> {
  const answer = await fetch("/token", { method: "POST" });
  if (!answer.ok) throw new Error(String(answer.status));
  const { folder, expiresAt }: { folder: string; expiresAt: string } = await answer.json();
  return {
    playlist: `${folder}master.m3u8`,
    expiresAt,
    captions,
    storyboard: {
      url: `${folder}storyboard.jpg`,
      intervalMs: 2000,
      width: 160,
      height: 90,
      columns: 5,
      count: 20,
    },
  };
}

function load() {
  window.seen.loads += 1;
  return source();
}

function renew() {
  window.seen.renewals += 1;
  return source();
}

const chapters = [
  { startMs: 0, title: "Before you begin" },
  { startMs: 12_000, title: "Kneading" },
  { startMs: 26_000, title: "In the oven" },
];

function Page() {
  const [isThere, setIsThere] = useState(true);
  const resume = asked.get("resume");
  return (
    <main style={{ maxWidth: "72rem", margin: "0 auto", padding: "1rem" }}>
      <h1>Bread, by hand</h1>
      {isThere ? (
        <Suspense fallback={<p>One moment</p>}>
          <VideoPlayer
            title="Bread, by hand"
            poster="/poster.jpg"
            durationSeconds={40}
            load={load}
            renew={renew}
            chapters={chapters}
            captions={asked.has("plain") ? [] : captions}
            resumeAtSeconds={resume ? Number(resume) : undefined}
            watermark="Lena Fischer · lena@example.org"
            next={{ title: "Shaping the loaf", go: () => (window.seen.next += 1) }}
            onWatched={(interval) => window.seen.watched.push(interval)}
            onPosition={(seconds) => window.seen.positions.push(seconds)}
            onEnded={() => (window.seen.ended += 1)}
          />
        </Suspense>
      ) : null}
      <p>
        <label>
          Notes <input />
        </label>{" "}
        <button type="button" onClick={() => setIsThere(false)}>
          Leave
        </button>
      </p>
    </main>
  );
}

async function start() {
  await startLocale();
  i18n.activate("en");
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <I18nProvider i18n={i18n}>
      <DirectionProvider initialDirection={textDirection()} detectDirection={false}>
        <MantineProvider
          theme={themeFor(asked.get("color"))}
          cssVariablesResolver={variablesFor(asked.get("color"))}
          defaultColorScheme="auto"
        >
          <Page />
        </MantineProvider>
      </DirectionProvider>
    </I18nProvider>,
  );
}

void start();
