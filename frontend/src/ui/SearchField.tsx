import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import classes from "./SearchField.module.css";

type Props = {
  label: string;
  placeholder: string;
  value: string;
  onChange: (words: string) => void;
};

/** Takes the words to look for in a list. */
export function SearchField({ label, placeholder, value, onChange }: Props) {
  return (
    <TextInput
      className={classes.root}
      aria-label={label}
      placeholder={placeholder}
      type="search"
      size="md"
      leftSection={<IconSearch size={20} stroke={1.6} aria-hidden />}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
