/**
 * Brings a video into a `<video>` element: hls.js where the browser has Media Source Extensions, its own HLS where it has not.
 *
 * The light build is enough for our own videos: fragmented MP4, levels and a variant with sound only. It leaves out separate sound
 * tracks, DRM, and captions inside of the stream, which they do not have; captions are tracks that the player adds. Hosts elsewhere may
 * keep sound apart: their videos get the whole of it.
 */
import type Hls from "hls.js/light";
import type {
  ErrorData,
  HlsConfig,
  LoaderResponse,
  LoadPolicy,
  NetworkErrorAction,
  RetryConfig,
} from "hls.js/light";
import { createAddresses, isElsewhere, isMoved } from "./addresses";
import { offered, withoutPictures } from "./masterPlaylist";
import type { Quality } from "./preferences";
import type { VideoSource } from "./types";

/** Why a video does not play: it may not, it cannot be reached, it is broken, or the browser cannot. */
export type Problem = "refused" | "unreachable" | "broken" | "unsupported";
export type Levels = { heights: number[]; hasAudioOnly: boolean };
export type Choice = { quality: Quality; lowData: boolean };

export type Engine = {
  choose: (choice: Choice) => void;
  renewed: (source: VideoSource) => void;
  destroy: () => void;
};

type Start = {
  video: HTMLVideoElement;
  source: VideoSource;
  at: number;
  choice: Choice;
  /** Asks for a fresh token because an address was refused; resolves when it is there. */
  onRefused: () => Promise<void>;
  onLevels: (levels: Levels) => void;
  onHeight: (height: number | null) => void;
  onProblem: (problem: Problem) => void;
  /** Addresses that were read from an older playlist are refused, and a newer one is there: begin with it at the same place. */
  onStale: () => void;
};

/** Highest picture of the low-data mode. */
const LOW_DATA_HEIGHT = 360;
/** What is behind the viewer and ahead, in seconds: what is loaded and never seen is paid for as well. */
const BUFFER = { maxBufferLength: 30, maxMaxBufferLength: 30, backBufferLength: 30 };
/** hls.js reports what it is about to try again as well; its enum has no value at run time for us. */
const RETRIES: NetworkErrorAction.RetryRequest = 5;
const REFUSED = new Set([401, 403, 404, 410]);

export async function startEngine(start: Start): Promise<Engine> {
  const { default: HlsLight } = isElsewhere(start.source.playlist)
    ? await import("hls.js")
    : await import("hls.js/light");
  if (HlsLight.isSupported()) return startHls(HlsLight, start);
  if (start.video.canPlayType("application/vnd.apple.mpegurl")) return startNative(start);
  start.onProblem("unsupported");
  return { choose: () => {}, renewed: () => {}, destroy: () => {} };
}

function startHls(HlsLight: typeof Hls, start: Start): Engine {
  const { video, source } = start;
  const addresses = createAddresses(source.playlist);
  let renewing: Promise<void> | null = null;
  const isAudio = start.choice.quality === "audio" && !start.choice.lowData;

  const hls = new HlsLight({
    ...BUFFER,
    autoStartLoad: false,
    startPosition: start.at,
    // Fragmented MP4 needs no repacking, and a worker from a blob would need a hole in the content security policy.
    enableWorker: false,
    loader: playlistLoader(HlsLight, isAudio, (levels) => start.onLevels(levels)),
    // Called for every try, so that a second one goes to the address with the newest token.
    xhrSetup: async (xhr, url) => {
      await renewing;
      xhr.open("GET", addresses.fresh(url), true);
    },
    ...policies(HlsLight.DefaultConfig, mayAskAnew),
  } satisfies Partial<HlsConfig>);

  // Asked again since something came through: then asking once more would lead to the same answer.
  let asked = false;
  function mayAskAnew(): boolean {
    if (asked && !renewing) return false;
    asked = true;
    renewing ??= start
      .onRefused()
      .catch(() => {})
      .finally(() => {
        renewing = null;
      });
    return true;
  }

  let recovered = false;
  let renewed = false;
  let cameThrough = false;
  hls.on(HlsLight.Events.ERROR, (_, data) => {
    const code = data.response?.code;
    const isTriedAgain = data.errorAction?.action === RETRIES;
    if (code !== undefined && REFUSED.has(code) && !isTriedAgain) {
      // What Mux's playlists name cannot be turned into newer addresses: they are read anew, if this one was good for anything.
      if (renewed && cameThrough && isElsewhere(source.playlist)) return start.onStale();
      return fail(start, hls, "refused");
    }
    if (!data.fatal) return;
    if (data.type === HlsLight.ErrorTypes.MEDIA_ERROR && !recovered) {
      recovered = true;
      hls.recoverMediaError();
      return;
    }
    fail(start, hls, isOfNetwork(HlsLight, data) ? "unreachable" : "broken");
  });
  for (const event of [HlsLight.Events.FRAG_LOADED, HlsLight.Events.LEVEL_LOADED] as const) {
    hls.on(event, () => {
      asked = false;
    });
  }
  hls.on(HlsLight.Events.FRAG_LOADED, () => {
    cameThrough = true;
  });
  hls.on(HlsLight.Events.MANIFEST_PARSED, () => {
    choose(start.choice);
    hls.startLoad(start.at);
  });
  hls.on(HlsLight.Events.LEVEL_SWITCHED, (_, { level }) => {
    start.onHeight(hls.levels[level]?.height || null);
  });

  function choose({ quality, lowData }: Choice) {
    const heights = hls.levels.map((level) => level.height);
    // Pictures no larger than the screen shows them, as long as nobody asks for more.
    hls.capLevelToPlayerSize = !lowData;
    if (lowData) hls.autoLevelCapping = Math.max(0, nearest(heights, LOW_DATA_HEIGHT));
    const fixed = lowData || typeof quality !== "number" ? -1 : nearest(heights, quality);
    if (hls.media && hls.media.readyState > 0) hls.nextLevel = fixed;
    else hls.loadLevel = fixed;
  }

  hls.attachMedia(video);
  hls.loadSource(source.playlist);
  return {
    choose,
    renewed: (next) => {
      if (isMoved(source.playlist, next.playlist)) return start.onStale();
      renewed = true;
      addresses.renew(next.playlist);
    },
    destroy: () => hls.destroy(),
  };
}

/** What is loaded plays on; only when it runs dry is there something to say. */
function fail(start: Start, hls: Hls, problem: Problem) {
  const { video } = start;
  const isDry = () => video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA && !video.ended;
  hls.stopLoad();
  if (problem === "broken" || isDry()) return start.onProblem(problem);
  const events = new AbortController();
  const look = () => {
    if (!isDry()) return;
    events.abort();
    start.onProblem(problem);
  };
  const again = () => {
    events.abort();
    hls.startLoad();
  };
  const { signal } = events;
  video.addEventListener("waiting", look, { signal });
  video.addEventListener("seeking", look, { signal });
  video.addEventListener("emptied", () => events.abort(), { signal });
  if (problem === "unreachable") window.addEventListener("online", again, { signal });
}

function isOfNetwork(HlsLight: typeof Hls, data: ErrorData): boolean {
  return data.type === HlsLight.ErrorTypes.NETWORK_ERROR;
}

/** The highest level that is no higher than asked for, else the lowest there is. */
export function nearest(heights: number[], wanted: number): number {
  let best = -1;
  heights.forEach((height, index) => {
    if (height <= wanted && height > (heights[best] ?? 0)) best = index;
  });
  return best >= 0 ? best : heights.indexOf(Math.min(...heights));
}

/** One try more where an address is refused, with a fresh token; everything else as hls.js does it. */
function policies(defaults: HlsConfig, mayAskAnew: () => boolean) {
  const once = (policy: LoadPolicy): LoadPolicy => {
    const { errorRetry } = policy.default;
    if (!errorRetry) return policy;
    const shouldRetry = (
      _config: RetryConfig | null | undefined,
      _count: number,
      _isTimeout: boolean,
      response: LoaderResponse | undefined,
      otherwise: boolean,
    ) => {
      if (response?.code === undefined || !REFUSED.has(response.code)) return otherwise;
      return mayAskAnew();
    };
    return { default: { ...policy.default, errorRetry: { ...errorRetry, shouldRetry } } };
  };
  return {
    manifestLoadPolicy: once(defaults.manifestLoadPolicy),
    playlistLoadPolicy: once(defaults.playlistLoadPolicy),
    fragLoadPolicy: once(defaults.fragLoadPolicy),
  };
}

/** Looks into the master playlist on its way, and leaves nothing but the sound in it where that was chosen. */
function playlistLoader(
  HlsLight: typeof Hls,
  isAudio: boolean,
  onMaster: (levels: Levels) => void,
) {
  const Loader = HlsLight.DefaultConfig.loader;
  return class extends Loader {
    override load(
      ...[context, config, callbacks]: Parameters<InstanceType<typeof Loader>["load"]>
    ) {
      super.load(context, config, {
        ...callbacks,
        onSuccess: (response, stats, of, details) => {
          if (typeof response.data === "string" && response.data.includes("#EXT-X-STREAM-INF:")) {
            onMaster(offered(response.data));
            if (isAudio) response.data = withoutPictures(response.data);
          }
          callbacks.onSuccess(response, stats, of, details);
        },
      });
    }
  };
}

/**
 * HLS by the browser itself, for those without Media Source Extensions (older iPhones). It is not run by the tests: no browser
 * there has it. It chooses the level by itself, and a fresh token means to begin again at the same place.
 */
function startNative(start: Start): Engine {
  const { video } = start;
  const events = new AbortController();
  let renewedOnce = false;
  const open = (playlist: string, at: number, plays: boolean) => {
    video.src = playlist;
    video.addEventListener(
      "loadedmetadata",
      () => {
        video.currentTime = at;
        if (plays) void video.play().catch(() => {});
      },
      { once: true, signal: events.signal },
    );
  };
  video.addEventListener(
    "error",
    () => {
      if (renewedOnce) return start.onProblem("unreachable");
      renewedOnce = true;
      start.onRefused().catch(() => start.onProblem("refused"));
    },
    { signal: events.signal },
  );
  start.onLevels({ heights: [], hasAudioOnly: false });
  open(start.source.playlist, start.at, false);
  return {
    choose: () => {},
    renewed: (next) => open(next.playlist, video.currentTime, !video.paused),
    destroy: () => {
      events.abort();
      video.removeAttribute("src");
      video.load();
    },
  };
}
