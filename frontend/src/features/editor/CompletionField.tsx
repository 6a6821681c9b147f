import { useLingui } from "@lingui/react/macro";
import { NumberInput, Radio, Stack } from "@mantine/core";
import { useState } from "react";
import type { Schema } from "@/api/types";

type Rule = Schema<"CompletionRule">;
type Props = { rule: Rule; isVideo: boolean; onChange: (rule: Rule) => void };

/** The server's limit: eight hours. */
const mostSeconds = 28_800;
/** What a video lesson begins with. */
const usualPercent = 80;

/** When a lesson counts as done. A video counts by what was really watched of it, a text by reading. */
export function CompletionField({ rule, isVideo, onChange }: Props) {
  const { t } = useLingui();
  const seconds = rule.kind === "read" ? rule.min_seconds : 0;
  const percent = rule.kind === "watched" ? rule.percent : usualPercent;
  const choose = (kind: string) => {
    if (kind === "read") onChange({ kind, min_seconds: seconds });
    else if (kind === "watched") onChange({ kind, percent });
    else onChange({ kind: "manual" });
  };
  return (
    <Stack gap="sm">
      <Radio.Group label={t`When the lesson counts`} value={rule.kind} onChange={choose}>
        <Stack gap="xs" mt="xs">
          {isVideo ? <Radio value="watched" label={t`When the video was watched`} /> : null}
          <Radio value="manual" label={t`When the learner says so`} />
          {isVideo && rule.kind !== "read" ? null : (
            <Radio value="read" label={t`When it was read to the end`} />
          )}
        </Stack>
      </Radio.Group>
      {rule.kind === "read" ? (
        <Amount
          label={t`Least time, in seconds`}
          description={t`0 for no least time.`}
          saved={seconds}
          least={0}
          most={mostSeconds}
          step={30}
          onCommit={(min_seconds) => onChange({ kind: "read", min_seconds })}
        />
      ) : null}
      {rule.kind === "watched" ? (
        <Amount
          label={t`How much of it, in percent`}
          description={t`What is skipped does not count; what is watched twice counts once.`}
          saved={percent}
          least={1}
          most={100}
          step={5}
          onCommit={(next) => onChange({ kind: "watched", percent: next })}
        />
      ) : null}
    </Stack>
  );
}

type AmountProps = {
  label: string;
  description: string;
  saved: number;
  least: number;
  most: number;
  step: number;
  onCommit: (amount: number) => void;
};

/** A number that is saved when one leaves its field. */
function Amount({ label, description, saved, least, most, step, onCommit }: AmountProps) {
  const [typed, setTyped] = useState<number | string | null>(null);
  const commit = () => {
    const amount = typed === null || typed === "" ? saved : Math.round(Number(typed));
    if (Number.isFinite(amount) && amount !== saved) {
      onCommit(Math.min(Math.max(amount, least), most));
    }
    setTyped(null);
  };
  return (
    <NumberInput
      label={label}
      description={description}
      min={least}
      max={most}
      step={step}
      allowDecimal={false}
      allowNegative={false}
      value={typed ?? saved}
      onChange={setTyped}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
