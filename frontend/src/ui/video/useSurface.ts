import { type PointerEvent as ReactPointerEvent, useRef, useState } from "react";

/** Two taps within this time are one gesture. */
const DOUBLE_MS = 300;
const FLASH_MS = 600;

type Acts = {
  toggle: () => void;
  by: (seconds: number) => void;
  fullscreen: () => void;
  visible: boolean;
  wake: () => void;
  sleep: () => void;
};

/** The picture itself, by mouse (click plays, two clicks fill the screen) and by finger (tap shows controls, two seek). */
export function useSurface({ toggle, by, fullscreen, visible, wake, sleep }: Acts) {
  const last = useRef<{ at: number; side: -1 | 0 | 1 }>({ at: 0, side: 0 });
  const clicked = useRef<number | undefined>(undefined);
  const flashing = useRef<number | undefined>(undefined);
  const [flash, setFlash] = useState<-1 | 1 | null>(null);

  const touch = (side: -1 | 0 | 1, at: number) => {
    const isSecond = at - last.current.at < DOUBLE_MS && side === last.current.side;
    last.current = { at, side };
    if (isSecond && side !== 0) {
      by(side * 10);
      setFlash(side);
      window.clearTimeout(flashing.current);
      flashing.current = window.setTimeout(() => setFlash(null), FLASH_MS);
    } else if (visible) {
      window.clearTimeout(clicked.current);
      clicked.current = window.setTimeout(sleep, DOUBLE_MS);
    } else {
      wake();
    }
    if (isSecond) {
      window.clearTimeout(clicked.current);
      wake();
    }
  };
  const mouse = (at: number) => {
    const isSecond = at - last.current.at < DOUBLE_MS;
    last.current = { at: isSecond ? 0 : at, side: 0 };
    // At once, not after waiting for a second click: that one takes the first one back.
    toggle();
    if (isSecond) fullscreen();
  };
  const onPointerUp = (event: ReactPointerEvent<HTMLElement>) => {
    if (event.pointerType === "mouse" && event.button !== 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientX - box.left) / box.width;
    // Time goes from left to right in every language: the right side is forward.
    if (event.pointerType === "touch") touch(part < 0.4 ? -1 : part > 0.6 ? 1 : 0, event.timeStamp);
    else mouse(event.timeStamp);
  };
  return { onPointerUp, flash };
}
