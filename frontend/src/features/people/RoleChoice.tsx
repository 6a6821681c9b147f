import { useLingui } from "@lingui/react/macro";
import { Checkbox, Stack } from "@mantine/core";
import { type Role, roleParam, roleWords } from "@/lib/roles";

type Props = {
  value: readonly Role[];
  onChange: (roles: Role[]) => void;
  /** Only an owner may give the role of an owner. */
  mayOwn: boolean;
  error?: string | null;
};

/** One or several roles, each with what it means. */
export function RoleChoice({ value, onChange, mayOwn, error }: Props) {
  const { t, i18n } = useLingui();
  return (
    <Checkbox.Group
      label={t`Roles`}
      description={t`A person can have several; what they allow adds up.`}
      error={error}
      value={[...value]}
      onChange={(words) => onChange(words.flatMap((word) => roleParam(word) ?? []))}
    >
      <Stack gap="sm" mt="sm">
        {roleWords.map(({ role, name, meaning }) => (
          <Checkbox
            key={role}
            size="md"
            value={role}
            disabled={role === "owner" && !mayOwn}
            label={i18n._(name)}
            description={i18n._(meaning)}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
