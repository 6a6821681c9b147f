/** What is said of a video: how far it is, and what to do when it failed. */
import type { I18n, MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { asProblem } from "@/api/problem";
import { problemWords } from "@/api/words";
import type { Upload } from "./uploads/queue";

type Fault = {
  /** Two or three words, for a row. */
  short: MessageDescriptor;
  /** What happened, and what to do. */
  long: MessageDescriptor;
};

const faults: Record<string, Fault | undefined> = {
  not_a_video: {
    short: msg`Not a video`,
    long: msg`This file holds no pictures that move: it may be a sound file, or something else under the name of a video. Choose another file.`,
  },
  damaged: {
    short: msg`Damaged file`,
    long: msg`The file is damaged or breaks off before its end. See whether it plays on your computer, export it again, and upload the new file.`,
  },
  empty: {
    short: msg`Empty file`,
    long: msg`There is nothing in this file. Choose another one; if it comes from a cloud drive, download it first.`,
  },
  too_long: {
    short: msg`Too long`,
    long: msg`The video is longer than a video may be here. Cut it into parts, and give each a lesson of its own.`,
  },
  unsupported: {
    short: msg`Format not supported`,
    long: msg`We cannot read how this video is made. Export it as MP4 with H.264 and AAC, which every video program can, and upload that.`,
  },
  checksum_mismatch: {
    short: msg`Arrived incomplete`,
    long: msg`What arrived is not what was sent: something changed it on its way. Upload the file once more.`,
  },
  plan_limit: {
    short: msg`Plan is full`,
    long: msg`The plan has no minutes left for this video. Delete videos that you do not need or take a larger plan, then try again.`,
  },
  host_refused: {
    short: msg`Refused by the video host`,
    long: msg`The service that keeps the videos refused this one. Try again; if it refuses again, tell whoever runs this installation.`,
  },
  internal: {
    short: msg`Preparing failed`,
    long: msg`Something went wrong on our side. Your file is not at fault: try again.`,
  },
  upload_expired: {
    short: msg`Upload not finished`,
    long: msg`The upload was not finished within 24 hours, and what had arrived was thrown away. Upload the file again.`,
  },
};

const unknownFault: Fault = {
  short: msg`Failed`,
  long: msg`The video could not be made playable. Try again, or choose another file.`,
};

function faultOf(fault: string | null): Fault {
  return (fault ? faults[fault] : null) ?? unknownFault;
}

export function faultTitle(i18n: I18n, fault: string | null): string {
  return i18n._(faultOf(fault).short);
}

export function faultWords(i18n: I18n, fault: string | null): string {
  return i18n._(faultOf(fault).long);
}

/** Who keeps a video, as it is called. */
export function hostWords(i18n: I18n, host: string): string {
  if (host === "mux") return "Mux";
  if (host === "cloudflare") return "Cloudflare Stream";
  return i18n._(msg`this platform`);
}

/** In whole percent; 100 only when all of it is there. */
export function percentOf({ sent, size }: { sent: number; size: number }): number {
  return size === 0 ? 0 : Math.min(99, Math.floor((sent / size) * 100));
}

/** `12:31`, `1:02:09`. */
export function lengthWords(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (part: number) => String(part).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0
    ? `${hours}:${pad(minutes)}:${pad(whole % 60)}`
    : `${minutes}:${pad(whole % 60)}`;
}

/** `45 seconds left`, `3 min left`. */
export function timeLeftWords(i18n: I18n, seconds: number): string {
  if (seconds < 60) return i18n._(msg`less than a minute left`);
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return i18n._(msg`${minutes} min left`);
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return i18n._(msg`${hours} h ${rest} min left`);
}

/** Why an upload stands still. */
export function uploadProblemWords(i18n: I18n, { error }: Upload): string {
  return problemWords(i18n, asProblem(error));
}
