/**
 * Handles of files, where the browser has them (File System Access): with one, an interrupted upload goes on after a
 * question of the browser, and nobody has to look for the file again. They cannot be written as text: IndexedDB keeps them.
 */

declare global {
  interface DataTransferItem {
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  }
  interface FileSystemFileHandle {
    requestPermission?: (wanted: { mode: "read" }) => Promise<PermissionState>;
  }
}

const handles = new WeakMap<File, FileSystemFileHandle>();

function isFileHandle(handle: unknown): handle is FileSystemFileHandle {
  return (
    typeof FileSystemFileHandle !== "undefined" &&
    handle instanceof FileSystemFileHandle &&
    handle.kind === "file"
  );
}

function isFolderHandle(handle: unknown): handle is FileSystemDirectoryHandle {
  return (
    typeof FileSystemDirectoryHandle !== "undefined" && handle instanceof FileSystemDirectoryHandle
  );
}

/** Remembers the handle of a file that lies at `path` in what was dropped. */
export async function learnHandle(
  file: File,
  path: string,
  dropped: readonly (FileSystemHandle | null)[],
): Promise<void> {
  const [top, ...rest] = path.split("/");
  let handle: FileSystemHandle | null = dropped.find((one) => one?.name === top) ?? null;
  try {
    for (const [at, name] of rest.entries()) {
      if (!isFolderHandle(handle)) return;
      const isLast = at === rest.length - 1;
      handle = isLast ? await handle.getFileHandle(name) : await handle.getDirectoryHandle(name);
    }
  } catch {
    return;
  }
  if (isFileHandle(handle)) handles.set(file, handle);
}

const store = "handles";

async function withStore<T>(
  mode: IDBTransactionMode,
  act: (files: IDBObjectStore) => IDBRequest<T>,
): Promise<T | null> {
  try {
    const database = await new Promise<IDBDatabase>((found, failed) => {
      const opening = indexedDB.open("lyceum-uploads", 1);
      opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(store));
      opening.addEventListener("success", () => found(opening.result));
      opening.addEventListener("error", () => failed(opening.error));
    });
    try {
      return await new Promise<T>((found, failed) => {
        const request = act(database.transaction(store, mode).objectStore(store));
        request.addEventListener("success", () => found(request.result));
        request.addEventListener("error", () => failed(request.error));
      });
    } finally {
      database.close();
    }
  } catch {
    // No such storage here, or it is forbidden: then the files are chosen once more.
    return null;
  }
}

export async function keepHandle(videoId: string, file: File): Promise<void> {
  const handle = handles.get(file);
  if (handle) await withStore("readwrite", (files) => files.put(handle, videoId));
}

export async function forgetHandle(videoId: string): Promise<void> {
  await withStore("readwrite", (files) => files.delete(videoId));
}

export async function findHandle(videoId: string): Promise<FileSystemFileHandle | null> {
  const handle: unknown = await withStore("readonly", (files) => files.get(videoId));
  return isFileHandle(handle) ? handle : null;
}

/** The file, if the person lets us read it again; ask while a click is handled. */
export async function reopen(handle: FileSystemFileHandle): Promise<File | null> {
  try {
    const allowed = (await handle.requestPermission?.({ mode: "read" })) ?? "granted";
    if (allowed !== "granted") return null;
    const file = await handle.getFile();
    handles.set(file, handle);
    return file;
  } catch {
    return null;
  }
}
