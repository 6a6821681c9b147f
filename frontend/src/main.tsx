import "./app/styles.css";
import { createRoot } from "react-dom/client";
import { resumeSession } from "./api/session";
import { startLocale } from "./app/locale";
import { findSite, rememberedSite } from "./app/site";

const loadApp = () => import("./app/start");

async function start() {
  if (import.meta.env.DEV && import.meta.env.VITE_MOCKS) {
    const { startMocks } = await import("./mocks/browser");
    await startMocks();
  }
  const host = document.getElementById("root");
  if (!host) throw new Error("The page has no #root");
  const root = createRoot(host);
  if (rememberedSite() === "organization") void loadApp();
  await startLocale();
  try {
    // The session first: members see more of the organization than visitors do.
    await resumeSession();
    const found = await findSite();
    if (found.site === "apex" && window.location.pathname === "/") {
      const { startLanding } = await import("./app/landing");
      startLanding(root);
      return;
    }
    const { startApp } = await loadApp();
    startApp(root, found);
  } catch {
    const { startUnreachable } = await loadApp();
    startUnreachable(root);
  }
}

void start();
