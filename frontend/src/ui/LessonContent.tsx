import { useLingui } from "@lingui/react/macro";
import { useMemo } from "react";
import { codeTokens } from "./codeTokens";
import classes from "./LessonContent.module.css";

type Props = {
  /** Cleaned HTML as the server gives it. */
  html: string;
  /** Signed addresses of the pictures in it, by asset id. */
  assetUrls: Readonly<Record<string, string>>;
  className?: string;
};

const assetScheme = "lyceum-asset:";

/** Sets the words of code apart; the text itself stays as it is. */
function colorCode(code: Element, page: Document) {
  const text = code.textContent;
  const language = /language-(\S+)/.exec(code.className)?.[1];
  const tokens = codeTokens(text, language);
  if (tokens.length === 0) return;
  const parts: (string | HTMLElement)[] = [];
  let end = 0;
  for (const { from, to, kind } of tokens) {
    const token = page.createElement("span");
    token.className = `token-${kind}`;
    token.textContent = text.slice(from, to);
    parts.push(text.slice(end, from), token);
    end = to;
  }
  code.replaceChildren(...parts, text.slice(end));
}

/** Gives pictures their signed address, wide tables a frame that scrolls, and outside links their own tab. */
function prepare(
  html: string,
  assetUrls: Readonly<Record<string, string>>,
  tableLabel: string,
  calloutLabels: Readonly<Record<string, string>>,
): string {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const image of parsed.querySelectorAll("img")) {
    const source = image.getAttribute("src") ?? "";
    const url = source.startsWith(assetScheme)
      ? assetUrls[source.slice(assetScheme.length)]
      : source;
    if (url) image.setAttribute("src", url);
    else image.removeAttribute("src");
    image.setAttribute("loading", "lazy");
    image.setAttribute("decoding", "async");
  }
  for (const table of parsed.querySelectorAll("table")) {
    const frame = parsed.createElement("div");
    frame.setAttribute("class", "table-frame");
    frame.setAttribute("tabindex", "0");
    frame.setAttribute("role", "region");
    frame.setAttribute("aria-label", tableLabel);
    table.replaceWith(frame);
    frame.append(table);
  }
  for (const callout of parsed.querySelectorAll<HTMLElement>("aside[data-callout]")) {
    const label = calloutLabels[callout.dataset["callout"] ?? ""];
    callout.setAttribute("role", "note");
    if (!label) continue;
    callout.setAttribute("aria-label", label);
    callout.dataset["label"] = label;
  }
  for (const block of parsed.querySelectorAll("pre")) block.setAttribute("tabindex", "0");
  for (const code of parsed.querySelectorAll("pre > code")) colorCode(code, parsed);
  for (const link of parsed.querySelectorAll("a[href]")) {
    if (link.getAttribute("href")?.startsWith("#")) continue;
    link.setAttribute("target", "_blank");
    link.setAttribute("rel", "noopener noreferrer");
  }
  return parsed.body.innerHTML;
}

/** What an author wrote, set for reading. The server has cleaned it to a documented subset. */
export function LessonContent({ html, assetUrls, className }: Props) {
  const { t } = useLingui();
  const tableLabel = t`Table`;
  const note = t`Note`;
  const tip = t`Tip`;
  const warning = t`Warning`;
  const danger = t`Danger`;
  const prepared = useMemo(
    () => ({ __html: prepare(html, assetUrls, tableLabel, { note, tip, warning, danger }) }),
    [html, assetUrls, tableLabel, note, tip, warning, danger],
  );
  return (
    <div
      className={className ? `${classes.root} ${className}` : classes.root}
      // oxlint-disable-next-line react/no-danger -- cleaned on write by the server, and the policy allows no inline script
      dangerouslySetInnerHTML={prepared}
    />
  );
}
