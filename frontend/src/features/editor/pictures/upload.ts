/** Sends a picture with progress, which `fetch` cannot report. */
import { problemFrom, ApiProblem, isRecord } from "@/api/problem";
import { accessToken } from "@/api/session";

export type Uploaded = { id: string; url: string };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function uploadPicture(
  file: File,
  onProgress: (share: number) => void,
): Promise<Uploaded> {
  const token = await accessToken();
  return await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const query = new URLSearchParams({ file_name: file.name.slice(0, 300) });
    request.open("POST", `/api/v1/assets?${query.toString()}`);
    request.setRequestHeader("Content-Type", file.type);
    if (token) request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    });
    request.addEventListener("error", () => reject(new ApiProblem({ status: 0, code: "offline" })));
    request.addEventListener("load", () => {
      const body = parse(request.responseText);
      const isMade = request.status >= 200 && request.status < 300;
      if (isMade && isRecord(body)) {
        const { id, url } = body;
        if (typeof id === "string" && typeof url === "string") {
          resolve({ id, url });
          return;
        }
      }
      reject(problemFrom(request.status, body));
    });
    request.send(file);
  });
}
