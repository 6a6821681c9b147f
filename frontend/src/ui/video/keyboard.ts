/** The keys of the player, as people know them from other players. */

export type PlayerAction =
  | { do: "toggle" | "mute" | "fullscreen" | "theatre" | "captions" | "picture" | "help" }
  | { do: "by"; seconds: number }
  | { do: "part"; tenths: number }
  | { do: "volume"; by: number }
  | { do: "rate"; steps: 1 | -1 }
  | { do: "chapter"; steps: 1 | -1 };

type Key = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">;

const actions: Record<string, PlayerAction> = {
  " ": { do: "toggle" },
  k: { do: "toggle" },
  j: { do: "by", seconds: -10 },
  l: { do: "by", seconds: 10 },
  arrowleft: { do: "by", seconds: -5 },
  arrowright: { do: "by", seconds: 5 },
  arrowup: { do: "volume", by: 0.05 },
  arrowdown: { do: "volume", by: -0.05 },
  m: { do: "mute" },
  f: { do: "fullscreen" },
  t: { do: "theatre" },
  c: { do: "captions" },
  i: { do: "picture" },
  "<": { do: "rate", steps: -1 },
  ">": { do: "rate", steps: 1 },
  "[": { do: "chapter", steps: -1 },
  "]": { do: "chapter", steps: 1 },
  home: { do: "part", tenths: 0 },
  end: { do: "part", tenths: 10 },
  "?": { do: "help" },
};

const repeatable = new Set(["by", "volume", "rate"]);

/**
 * Keys that also work while nothing has the focus. The others scroll the page (space, arrows, Home, End) or mean something else
 * there: the lesson page has N, P, C, O and ?.
 */
const forThePage = new Set(["k", "j", "l", "m", "f", "t", "i"]);

/** What a key means while the focus is inside the player. */
export function actionFor(key: Key): PlayerAction | null {
  if (key.ctrlKey || key.metaKey || key.altKey) return null;
  if (/^[0-9]$/.test(key.key)) return key.repeat ? null : { do: "part", tenths: Number(key.key) };
  const action = actions[key.key.toLowerCase()] ?? null;
  return action && key.repeat && !repeatable.has(action.do) ? null : action;
}

/** What a key means while nothing has the focus. */
export function pageActionFor(key: Key): PlayerAction | null {
  return forThePage.has(key.key.toLowerCase()) ? actionFor(key) : null;
}

/** Whether the key belongs to what has the focus and not to the player. */
export function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest("input, textarea, select, [role=menu], [role=listbox], [role=dialog]"))
    return true;
  if (target.closest("[data-own-keys]")) return /^(?:Arrow|Home|End|Page)/.test(key);
  return (key === " " || key === "Enter") && target.closest("button, a[href], summary") !== null;
}
