import { Trans, useLingui } from "@lingui/react/macro";
import { Textarea } from "@mantine/core";
import classes from "./TitleField.module.css";

type Props = {
  title: string;
  isReadOnly: boolean;
  onChange: (title: string) => void;
  onEnter: () => void;
};

/** The lesson's title, where learners see it. */
export function TitleField({ title, isReadOnly, onChange, onEnter }: Props) {
  const { t } = useLingui();
  return (
    <Textarea
      variant="unstyled"
      aria-label={t`Lesson title`}
      placeholder={t`Lesson title`}
      autosize
      minRows={1}
      maxLength={200}
      value={title}
      readOnly={isReadOnly}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(/[\r\n]+/g, " "))}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onEnter();
      }}
      error={title.trim() === "" ? <Trans>Give the lesson a title.</Trans> : undefined}
      classNames={{ input: classes.input }}
    />
  );
}
