/** Sends bytes to where they are wanted: this organization's own host, or another one. */
import { sendByPut } from "./put";
import type { Announced, Sending, SendParts } from "./queue";
import { ownUpload, sendByTus } from "./tus";

export function sendTo(file: File, { videoId, place }: Announced, parts: SendParts): Sending {
  if (!place) return sendByTus(file, ownUpload(videoId), parts);
  if (place.protocol === "tus") return sendByTus(file, place.url, parts, true);
  return sendByPut(file, place.url, parts);
}
