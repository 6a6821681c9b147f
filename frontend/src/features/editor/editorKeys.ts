import { Extension } from "@tiptap/react";

/** Shortcuts of the editor that are not those of a format. */
export function editorKeys({ onLink, onSave }: { onLink: () => void; onSave: () => void }) {
  return Extension.create({
    name: "editorKeys",
    addKeyboardShortcuts() {
      return {
        "Mod-k": () => {
          if (!this.editor.isActive("codeBlock")) onLink();
          return true;
        },
        "Mod-s": () => {
          onSave();
          return true;
        },
        // Tab belongs to lists and tables in here: this is the way out by keyboard.
        "Alt-F10": () => {
          document.querySelector<HTMLElement>("#formatting [tabindex='0']")?.focus();
          return true;
        },
      };
    },
  });
}
