/** The few things the player must know of a master playlist before hls.js reads it. */

type Variant = { lines: string[]; isAudioOnly: boolean };

function isAudioVariant(line: string): boolean {
  return !/[:,]RESOLUTION=/.test(line) && !/avc1|hvc1|hev1|vp09|av01/.test(line);
}

function split(text: string): { head: string[]; variants: Variant[] } {
  const head: string[] = [];
  const variants: Variant[] = [];
  let open: Variant | null = null;
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith("#EXT-X-STREAM-INF:")) {
      open = { lines: [line], isAudioOnly: isAudioVariant(line) };
    } else if (open) {
      open.lines.push(line);
      if (line !== "" && !line.startsWith("#")) {
        variants.push(open);
        open = null;
      }
    } else {
      head.push(line);
    }
  }
  return { head, variants };
}

/** The heights of its pictures, largest first, and whether one of its variants has sound and no pictures. */
export function offered(master: string): { heights: number[]; hasAudioOnly: boolean } {
  const { variants } = split(master);
  const heights = variants.flatMap(({ lines }) => {
    const height = /[:,]RESOLUTION=\d+x(\d+)/.exec(lines[0] ?? "")?.[1];
    return height ? [Number(height)] : [];
  });
  return {
    heights: [...new Set(heights)].toSorted((a, b) => b - a),
    hasAudioOnly: variants.some((variant) => variant.isAudioOnly),
  };
}

/**
 * The same playlist with nothing but sound. hls.js drops such a variant as soon as another has pictures, so that choosing it
 * means to offer nothing else.
 */
export function withoutPictures(master: string): string {
  const { head, variants } = split(master);
  const kept = variants.filter((variant) => variant.isAudioOnly);
  if (kept.length === 0) return master;
  return [...head, ...kept.flatMap((variant) => variant.lines), ""].join("\n");
}
