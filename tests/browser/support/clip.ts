import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Some seconds of a test picture and a tone, as the product's own host makes a video: 360p, 720p, sound only, and a sheet of pictures. */
export function makeClip(folder: string, seconds = 40): void {
  mkdirSync(folder, { recursive: true });
  const ffmpeg = (...args: string[]) => execFileSync("ffmpeg", ["-v", "error", "-y", ...args], { cwd: folder });
  const picture = ["-f", "lavfi", "-i", `testsrc2=size=1280x720:rate=25:duration=${seconds}`];
  const tone = ["-f", "lavfi", "-i", `sine=frequency=330:duration=${seconds}`];
  const h264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-keyint_min", "50", "-sc_threshold", "0"];
  ffmpeg(
    ...picture, ...tone,
    "-filter_complex", "[0:v]split[a][b];[a]scale=640:360[low];[b]null[high]",
    "-map", "[low]", "-map", "1:a", "-map", "[high]", "-map", "1:a", "-map", "1:a",
    ...h264, "-b:v:0", "300k", "-maxrate:v:0", "400k", "-bufsize:v:0", "400k",
    "-b:v:1", "1200k", "-maxrate:v:1", "1500k", "-bufsize:v:1", "1500k",
    "-c:a", "aac", "-b:a", "96k", "-ac", "2",
    "-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4",
    "-hls_segment_filename", "%v_%03d.m4s", "-hls_fmp4_init_filename", "init.mp4", "-master_pl_name", "master.m3u8",
    "-var_stream_map", "v:0,a:0,name:360 v:1,a:1,name:720 a:2,name:audio", "%v.m3u8",
  );
  ffmpeg(...picture, "-vf", "fps=1/2,scale=160:90,tile=5x4", "-frames:v", "1", "-q:v", "5", "storyboard.jpg");
  ffmpeg("-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=1:duration=1", "-frames:v", "1", "-q:v", "4", "poster.jpg");
}
