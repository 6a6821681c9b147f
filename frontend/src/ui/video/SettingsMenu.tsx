import { Trans, useLingui } from "@lingui/react/macro";
import { Menu } from "@mantine/core";
import {
  IconAdjustmentsHorizontal,
  IconBadgeCc,
  IconBookmarks,
  IconChevronLeft,
  IconGauge,
  IconKeyboard,
  IconPictureInPicture,
  IconSettings,
} from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { IconPart } from "@/ui/icon";
import { ControlButton } from "./ControlButton";
import { usePlayer, usePortal } from "./player";
import classes from "./SettingsMenu.module.css";
import {
  CaptionPage,
  ChapterPage,
  QualityPage,
  SpeedPage,
  StylePage,
  Value,
} from "./SettingsPages";
import { useSettingWords } from "./settingWords";

type Page = "speed" | "quality" | "captions" | "style" | "chapters";

/** One small menu with pages, which has room on a phone where menus beside menus have not. */
export function SettingsMenu({ onHold }: { onHold: (held: boolean) => void }) {
  const { t } = useLingui();
  const portalProps = usePortal();
  const [opened, setOpened] = useState(false);
  const [[page, from], setPages] = useState<[Page | null, Page | null]>([null, null]);
  const setPage = (next: Page | null) => setPages([next, page]);
  const change = (open: boolean) => {
    setOpened(open);
    setPages([null, null]);
    onHold(open);
  };
  return (
    <Menu
      opened={opened}
      onChange={change}
      position="top-end"
      width="17rem"
      shadow="none"
      portalProps={portalProps}
      closeOnItemClick={false}
      transitionProps={{ duration: 0 }}
      classNames={{
        dropdown: classes.dropdown ?? "",
        item: classes.item ?? "",
        itemIndicator: classes.indicator ?? "",
        label: classes.label ?? "",
        divider: classes.divider ?? "",
      }}
    >
      <Menu.Target>
        <ControlButton label={t`Settings`} icon={IconSettings} />
      </Menu.Target>
      <Menu.Dropdown aria-label={t`Settings`}>
        {page ? (
          <FocusFirst key={page} selector="[role=menuitem]">
            <BackItem page={page} onBack={() => setPage(page === "style" ? "captions" : null)} />
            <Menu.Divider />
            {page === "speed" ? <SpeedPage /> : null}
            {page === "quality" ? <QualityPage /> : null}
            {page === "captions" ? <CaptionPage onStyle={() => setPage("style")} /> : null}
            {page === "style" ? <StylePage /> : null}
            {page === "chapters" ? <ChapterPage onDone={() => change(false)} /> : null}
          </FocusFirst>
        ) : (
          <FocusFirst key="main" selector={from ? `[data-page=${from}]` : null}>
            <MainPage onPage={setPage} onDone={() => change(false)} />
          </FocusFirst>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The item that had the focus is gone when another page opens: the focus goes where the person is now. */
function FocusFirst({ selector, children }: { selector: string | null; children: ReactNode }) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const item = selector ? root.current?.querySelector(selector) : null;
    if (item instanceof HTMLElement) item.focus();
  }, [selector]);
  return <div ref={root}>{children}</div>;
}

function BackItem({ page, onBack }: { page: Page; onBack: () => void }) {
  const { pageNames } = useSettingWords();
  return (
    <Menu.Item
      className={classes.back}
      leftSection={<IconChevronLeft size={18} aria-hidden />}
      onClick={onBack}
    >
      {pageNames[page]}
    </Menu.Item>
  );
}

function MainPage({ onPage, onDone }: { onPage: (page: Page) => void; onDone: () => void }) {
  const { actions, chapters, tracks } = usePlayer();
  const { pageNames, present } = useSettingWords();
  const rows: { page: Page; icon: IconPart; isOffered: boolean }[] = [
    { page: "speed", icon: IconGauge, isOffered: true },
    { page: "quality", icon: IconAdjustmentsHorizontal, isOffered: true },
    { page: "captions", icon: IconBadgeCc, isOffered: tracks.length > 0 },
    { page: "chapters", icon: IconBookmarks, isOffered: chapters.length > 1 },
  ];
  return (
    <>
      {rows
        .filter((row) => row.isOffered)
        .map(({ page, icon: Icon }) => (
          <Menu.Item
            key={page}
            data-page={page}
            leftSection={<Icon size={20} stroke={1.7} aria-hidden />}
            rightSection={<Value>{page === "style" ? null : present[page]}</Value>}
            onClick={() => onPage(page)}
          >
            {pageNames[page]}
          </Menu.Item>
        ))}
      <Menu.Divider />
      {document.pictureInPictureEnabled ? (
        <Menu.Item
          leftSection={<IconPictureInPicture size={20} stroke={1.7} aria-hidden />}
          onClick={() => {
            actions.togglePicture();
            onDone();
          }}
        >
          <Trans>Picture in picture</Trans>
        </Menu.Item>
      ) : null}
      <Menu.Item
        leftSection={<IconKeyboard size={20} stroke={1.7} aria-hidden />}
        onClick={() => {
          onDone();
          actions.help();
        }}
      >
        <Trans>Keyboard shortcuts</Trans>
      </Menu.Item>
    </>
  );
}
