import "./app/styles.css";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import { resumeSession } from "./api/session";
import { startLocale } from "./app/locale";
import { Providers } from "./app/Providers";
import { makeQueryClient, makeRouter } from "./app/router";
import { findSite } from "./app/site";
import { Unreachable } from "./app/Unreachable";

async function start() {
  if (import.meta.env.DEV && import.meta.env.VITE_MOCKS) {
    const { startMocks } = await import("./mocks/browser");
    await startMocks();
  }
  const host = document.getElementById("root");
  if (!host) throw new Error("The page has no #root");
  const root = createRoot(host);
  const queryClient = makeQueryClient();
  await startLocale();
  try {
    // The session first: members see more of the organization than visitors do.
    await resumeSession();
    const site = await findSite(queryClient);
    const router = makeRouter(queryClient, site);
    root.render(
      <Providers queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>,
    );
  } catch {
    root.render(
      <Providers queryClient={queryClient}>
        <Unreachable />
      </Providers>,
    );
  }
}

void start();
