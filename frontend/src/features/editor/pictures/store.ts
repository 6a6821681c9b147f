/** Where the pictures of a lesson can be loaded, and those that are on their way. */
import { type Uploaded, uploadPicture } from "./upload";

export type Upload = {
  file: File;
  previewUrl: string;
  share: number;
  error: unknown;
};

/** A picture whose new address fails too is gone: it is not asked for again and again. */
const renewAfter = 60_000;

export const pictureTypes = ["image/png", "image/jpeg", "image/webp", "image/gif"];

export class PictureStore {
  private readonly listeners = new Set<() => void>();
  private readonly uploads = new Map<string, Upload>();
  private readonly urls = new Map<string, string>();
  private readonly reload: () => Promise<unknown>;
  private readonly renewedAt = new Map<string, number>();
  private reloading: Promise<unknown> | null = null;

  constructor(urls: Readonly<Record<string, string>>, reload: () => Promise<unknown>) {
    this.reload = reload;
    for (const [id, url] of Object.entries(urls)) this.urls.set(id, url);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly urlOf = (id: string | null): string | null =>
    id == null ? null : (this.urls.get(id) ?? null);

  readonly uploadOf = (key: string | null): Upload | null =>
    key == null ? null : (this.uploads.get(key) ?? null);

  readonly isUploading = (): boolean =>
    [...this.uploads.values()].some((upload) => upload.error == null);

  /** Addresses end after some minutes; a picture that is shown keeps the one it has. */
  readonly learn = (urls: Readonly<Record<string, string>>) => {
    for (const [id, url] of Object.entries(urls)) if (!this.urls.has(id)) this.urls.set(id, url);
    this.tell();
  };

  /** An address has ended: asks for new ones, once for all pictures. */
  readonly renew = async (id: string): Promise<void> => {
    this.urls.delete(id);
    this.tell();
    const now = Date.now();
    if (now - (this.renewedAt.get(id) ?? -Infinity) < renewAfter) return;
    this.renewedAt.set(id, now);
    this.reloading ??= this.reload().finally(() => {
      this.reloading = null;
    });
    await this.reloading.catch(() => undefined);
  };

  /** Takes a file in and gives the key that its place in the document carries. */
  readonly add = (file: File): string => {
    const key = crypto.randomUUID();
    this.uploads.set(key, { file, previewUrl: URL.createObjectURL(file), share: 0, error: null });
    return key;
  };

  readonly start = async (key: string, onDone: (uploaded: Uploaded) => void): Promise<void> => {
    const upload = this.uploads.get(key);
    if (!upload) return;
    this.change(key, { error: null, share: 0 });
    try {
      const uploaded = await uploadPicture(upload.file, (share) => this.change(key, { share }));
      // The picture is on screen already: its own bytes serve until the page is left.
      this.urls.set(uploaded.id, upload.previewUrl);
      this.uploads.delete(key);
      onDone(uploaded);
      this.tell();
    } catch (error) {
      this.change(key, { error });
    }
  };

  readonly forget = (key: string) => {
    this.uploads.delete(key);
    this.tell();
  };

  private change(key: string, change: Partial<Upload>) {
    const upload = this.uploads.get(key);
    if (upload) this.uploads.set(key, { ...upload, ...change });
    this.tell();
  }

  private tell() {
    for (const listener of this.listeners) listener();
  }
}
