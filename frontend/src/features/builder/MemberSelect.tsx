import { useLingui } from "@lingui/react/macro";
import { MultiSelect, Text } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";
import { usePresentOption } from "@/ui/usePresentOption";

type Member = Schema<"Member">;

const membersQuery = (q: string) =>
  queryOptions({
    queryKey: ["members", "pick", q],
    queryFn: () =>
      unwrap(api.GET("/api/v1/members", { params: { query: { q: q || undefined, limit: 50 } } })),
    placeholderData: keepPreviousData,
  });

type Props = {
  label: string;
  description?: string;
  chosen: readonly Member[];
  onChange: (members: Member[]) => void;
  /** Whom one may choose. */
  allowed: (member: Member) => boolean;
};

/** Picks several members by name or address; asks the server while one types. */
export function MemberSelect({ label, description, chosen, onChange, allowed }: Props) {
  const { t } = useLingui();
  const [words, setWords] = useState("");
  const [opened, { open, close }] = useDisclosure(false);
  const [asked] = useDebouncedValue(words.trim(), 250);
  const field = usePresentOption();
  const found = useQuery(membersQuery(asked));
  const offered = (found.data?.items ?? []).filter(
    (member) => member.status === "active" && allowed(member),
  );
  const all = [...new Map([...chosen, ...offered].map((member) => [member.id, member])).values()];
  const isNobody =
    opened && found.isSuccess && !found.isPlaceholderData && all.length === chosen.length;
  return (
    <div>
      <MultiSelect
        ref={field}
        label={label}
        description={description}
        size="md"
        searchable
        hidePickedOptions
        // Closed after each choice: it would lie over the button that one presses next.
        dropdownOpened={opened}
        onDropdownOpen={open}
        onDropdownClose={close}
        onOptionSubmit={close}
        searchValue={words}
        onSearchChange={setWords}
        data={all.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        // The server has searched already.
        filter={({ options }) => options}
        value={chosen.map((member) => member.id)}
        onChange={(ids) => onChange(all.filter((member) => ids.includes(member.id)))}
        placeholder={chosen.length === 0 ? t`Name or email address` : undefined}
        maxDropdownHeight={260}
        comboboxProps={{ withinPortal: true }}
      />
      {/* Beside the list and not in it: a list of options may hold options only. */}
      <Text role="status" size="sm" c="dimmed">
        {isNobody ? t`Nobody found` : null}
      </Text>
    </div>
  );
}
