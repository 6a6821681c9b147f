import type { Storyboard } from "./types";

/** Where on the sheet the picture of this second is, in pixels. */
export function tileAt(board: Storyboard, seconds: number): { x: number; y: number } | null {
  if (board.count < 1 || board.columns < 1 || board.intervalMs <= 0) return null;
  const index = Math.floor((seconds * 1000) / board.intervalMs);
  const tile = Math.min(board.count - 1, Math.max(0, index));
  return {
    x: (tile % board.columns) * board.width,
    y: Math.floor(tile / board.columns) * board.height,
  };
}
