/** Goes to another place in the video, after what was played until now has been measured. */
export function seekTo(video: HTMLVideoElement, seconds: number) {
  const end = Number.isFinite(video.duration) ? video.duration : seconds;
  video.dispatchEvent(new Event("lyceum:leave"));
  video.currentTime = Math.min(Math.max(0, seconds), end);
}
