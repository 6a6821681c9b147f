import { FileButton, Button, type ButtonProps } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { type Chosen, fromPicker, videoTypes } from "@/lib/uploads/files";
import { Refusable } from "@/ui/Refusable";

type Props = ButtonProps & { onFiles: (chosen: Chosen) => void; children: ReactNode };

/** A button that asks for one video file. */
export function ChooseFile({ onFiles, children, ...button }: Props) {
  return (
    <FileButton accept={videoTypes} onChange={(file) => file && onFiles(fromPicker([file]))}>
      {(props) => (
        <Refusable>
          <Button
            size="md"
            leftSection={<IconUpload size={18} stroke={1.6} aria-hidden />}
            {...button}
            {...props}
          >
            {children}
          </Button>
        </Refusable>
      )}
    </FileButton>
  );
}
