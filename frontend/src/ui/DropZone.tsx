import { type DragEvent, type ReactNode, useState } from "react";
import type { Chosen } from "@/lib/uploads/files";
import { fromDrop } from "@/lib/uploads/files";

type Props = {
  className?: string | undefined;
  disabled?: boolean;
  onFiles: (chosen: Chosen) => void;
  children: ReactNode;
};

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer.types.includes("Files");
}

/** Files and folders may be dropped here; `data-over` while they hang above it. What it does can be done by a button too. */
export function DropZone({ className, disabled = false, onFiles, children }: Props) {
  const [over, setOver] = useState(false);
  if (disabled) return <div className={className}>{children}</div>;
  const hover = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    setOver(true);
  };
  const leave = (event: DragEvent<HTMLElement>) => {
    const { relatedTarget } = event;
    if (relatedTarget instanceof Node && event.currentTarget.contains(relatedTarget)) return;
    setOver(false);
  };
  const drop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    setOver(false);
    void fromDrop(event.dataTransfer).then(onFiles, () => undefined);
  };
  return (
    <div
      className={className}
      data-over={over || undefined}
      onDragEnter={hover}
      onDragOver={hover}
      onDragLeave={leave}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
