import { useLingui } from "@lingui/react/macro";
import { MultiSelect } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { Schema } from "@/api/types";

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
  const [asked] = useDebouncedValue(words.trim(), 250);
  const found = useQuery(membersQuery(asked));
  const offered = (found.data?.items ?? []).filter(
    (member) => member.status === "active" && allowed(member),
  );
  const all = [...new Map([...chosen, ...offered].map((member) => [member.id, member])).values()];
  return (
    <MultiSelect
      label={label}
      description={description}
      size="md"
      searchable
      hidePickedOptions
      searchValue={words}
      onSearchChange={setWords}
      data={all.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
      // The server has searched already.
      filter={({ options }) => options}
      value={chosen.map((member) => member.id)}
      onChange={(ids) => onChange(all.filter((member) => ids.includes(member.id)))}
      nothingFoundMessage={found.isPending ? t`Searching…` : t`Nobody found`}
      placeholder={chosen.length === 0 ? t`Name or email address` : undefined}
      maxDropdownHeight={260}
      comboboxProps={{ withinPortal: true }}
    />
  );
}
