import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconAward,
  IconBuildingCommunity,
  IconCompass,
  IconGauge,
  IconHome,
  IconListCheck,
  IconPencil,
  IconUsers,
} from "@tabler/icons-react";
import type { Schema } from "@/api/types";
import type { IconPart } from "@/ui/icon";

export type NavPath =
  | "/dashboard"
  | "/catalog"
  | "/certificates"
  | "/courses"
  | "/people"
  | "/settings"
  | "/plan"
  | "/admin";

export type NavItem = { to: NavPath; label: MessageDescriptor; icon: IconPart };
export type NavGroup = { id: string; label: MessageDescriptor; items: NavItem[] };

/** What the signed-in person may open; the server says what they may do. An operator in a support session learns nothing here. */
export function navFor(can: Schema<"Me">["can"] | undefined, isSupport = false): NavGroup[] {
  const groups: NavGroup[] = [
    {
      id: "learn",
      label: msg`Learn`,
      items: [
        { to: "/dashboard", label: msg`My learning`, icon: IconHome },
        { to: "/catalog", label: msg`Catalog`, icon: IconCompass },
        { to: "/certificates", label: msg`My certificates`, icon: IconAward },
      ],
    },
  ];
  if (can?.author_courses) {
    groups.push({
      id: "teach",
      label: msg`Teach`,
      items: [{ to: "/courses", label: msg`Courses`, icon: IconPencil }],
    });
  }
  const manage: NavItem[] = [];
  if (can?.manage_members) manage.push({ to: "/people", label: msg`People`, icon: IconUsers });
  if (can?.manage_organization) {
    manage.push({ to: "/settings", label: msg`Settings`, icon: IconBuildingCommunity });
  }
  // Whoever has a say in courses may see what the plan allows.
  if (can?.use_courses) manage.push({ to: "/plan", label: msg`Plan`, icon: IconGauge });
  if (can?.view_audit || can?.manage_jobs || can?.manage_api_keys) {
    manage.push({ to: "/admin", label: msg`Administration`, icon: IconListCheck });
  }
  if (manage.length > 0) groups.push({ id: "manage", label: msg`Manage`, items: manage });
  return isSupport ? groups.filter((group) => group.id !== "learn") : groups;
}
