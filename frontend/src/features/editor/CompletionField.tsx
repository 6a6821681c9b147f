import { useLingui } from "@lingui/react/macro";
import { NumberInput, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import type { Schema } from "@/api/types";

type Rule = Schema<"CompletionRule">;
type Props = { rule: Rule; onChange: (rule: Rule) => void };

/** The server's limit: eight hours. */
const mostSeconds = 28_800;

export function CompletionField({ rule, onChange }: Props) {
  const { t } = useLingui();
  const saved = rule.kind === "read" ? rule.min_seconds : 0;
  const [typed, setTyped] = useState<number | string | null>(null);
  const commit = () => {
    const seconds = Math.round(Number(typed ?? saved));
    if (typed != null && Number.isFinite(seconds) && seconds !== saved) {
      onChange({ kind: "read", min_seconds: Math.min(Math.max(seconds, 0), mostSeconds) });
    }
    setTyped(null);
  };
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t`When the lesson counts`}
        value={rule.kind}
        onChange={(kind) =>
          onChange(kind === "read" ? { kind: "read", min_seconds: saved } : { kind: "manual" })
        }
      >
        <Stack gap="xs" mt="xs">
          <Radio value="manual" label={t`When the learner says so`} />
          <Radio value="read" label={t`When it was read to the end`} />
        </Stack>
      </Radio.Group>
      {rule.kind === "read" ? (
        <NumberInput
          label={t`Least time, in seconds`}
          description={t`0 for no least time.`}
          min={0}
          max={mostSeconds}
          step={30}
          allowDecimal={false}
          allowNegative={false}
          value={typed ?? saved}
          onChange={setTyped}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === "Enter") commit();
          }}
        />
      ) : null}
    </Stack>
  );
}
